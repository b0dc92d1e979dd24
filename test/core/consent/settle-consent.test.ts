import { describe, expect, it } from '@jest/globals';
import { settleConsent } from '../../../core/consent/settle-consent.ts';
import type { GrantContext } from '../../../core/grant/context.ts';
import { grantSecret, tokenSecret } from '../../../core/grant/version-ids.ts';
import type { Ports } from '../../../core/ports.ts';
import type { Demand } from '../../../core/refresh/demand.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { consentIn } from '../../support/consent-of.ts';
import { type FlowWorld, flowWorld } from '../../support/fakes/flow-world.ts';

const NOW: Demand = { kind: 'replace', unlessFingerprint: null };
const FIRST = '11111111-0000-4000-8000-000000000001';
const SECOND = '11111111-0000-4000-8000-000000000002';

describe('a consent that is settled', () => {
  it('is in force, stored and projected, and the account is on record', async () => {
    const world = flowWorld();
    const consent = await consentIn(world, FIRST);
    const state = await settleConsent(world.context, consent);
    expect(state?.settled).toMatchObject({ generation: 1, consentId: FIRST });
    expect(await world.state()).toMatchObject({
      account: 'ops@example.com',
      scopes: ['sheets'],
      consentedAt: world.clock.now(),
      announced: 1,
    });
    expect(world.secrets.secret(grantSecret('crew')).labels.get('AWSCURRENT')).toBe(
      state?.settled?.grantVersionId,
    );
    expect(world.secrets.secret(tokenSecret('sheets')).labels.get('AWSCURRENT')).toBe(
      state?.settled?.tokenVersionId,
    );
    expect(world.delivered).toEqual([1]);
  });

  it('ends the latch of a dead grant, which is refreshed again from then on', async () => {
    const world = flowWorld();
    await world.consent();
    for (const family of world.issuer.families) family.revoked = true;
    expect((await refresh(world.context, NOW)).kind).toBe('consentRequired');
    await settleConsent(world.context, await consentIn(world, SECOND));
    expect(await world.state()).toMatchObject({
      latch: null,
      backoff: null,
      unsettled: null,
      settled: { generation: 2 },
    });
    expect(await refresh(world.context, NOW)).toEqual({ kind: 'refreshed', generation: 3 });
  });

  it('changes nothing when it is settled a second time, as after a crash behind the ledger', async () => {
    const world = flowWorld();
    const consent = await consentIn(world, FIRST);
    await settleConsent(world.context, consent);
    const before = await world.state();
    expect(await settleConsent(world.context, consent)).toBeNull();
    expect(await world.state()).toEqual(before);
  });
});

describe('a consent and a refresh at the same time', () => {
  it('while the answer is on its way: the consent wins, and the late answer becomes an orphan that is kept', async () => {
    const world = flowWorld();
    await world.consent();
    const consent = await consentIn(world, SECOND);
    const racing = withPorts(world, ({ issuer }) => ({
      issuer: {
        introspect: (request) => issuer.introspect(request),
        send: async (request) => {
          const answer = await issuer.send(request);
          await settleConsent(world.as('the person'), consent);
          return answer;
        },
      },
    }));
    const { fingerprint } = await world.state();
    await refresh(racing, { kind: 'replace', unlessFingerprint: fingerprint });
    const state = await world.state();
    expect(state).toMatchObject({ settled: { generation: 2, consentId: SECOND }, intent: null });
    expect(state.orphans).toHaveLength(1);
    expect(await world.secrets.read(grantSecret('crew'), state.orphans[0] ?? '')).toBeDefined();
    expect(await refresh(world.context, NOW)).toEqual({ kind: 'refreshed', generation: 3 });
    expect(world.issuer.families.every(({ revoked }) => !revoked)).toBe(true);
  });

  it('while the refused answer of the old grant is on its way: the new grant is not latched', async () => {
    const world = flowWorld();
    await world.consent();
    for (const family of world.issuer.families) family.revoked = true;
    const consent = await consentIn(world, SECOND);
    const racing = withPorts(world, ({ issuer }) => ({
      issuer: {
        introspect: (request) => issuer.introspect(request),
        send: async (request) => {
          const answer = await issuer.send(request);
          await settleConsent(world.as('the person'), consent);
          return answer;
        },
      },
    }));
    expect((await refresh(racing, NOW)).kind).not.toBe('consentRequired');
    expect(await world.state()).toMatchObject({ latch: null, settled: { consentId: SECOND } });
  });

  it('while the consent is being stored: it is settled over the refresh, one generation later', async () => {
    const world = flowWorld();
    await world.consent();
    const consent = await consentIn(world, SECOND);
    let puts = 0;
    const racing = withPorts(world, ({ secrets }) => ({
      secrets: {
        read: (id, versionId) => secrets.read(id, versionId),
        labelled: (id, label) => secrets.labelled(id, label),
        versions: (id) => secrets.versions(id),
        prepare: (id, versionId) => secrets.prepare(id, versionId),
        move: (id, label, move) => secrets.move(id, label, move),
        prune: (id, superseded) => secrets.prune(id, superseded),
        put: async (id, version) => {
          puts += 1;
          if (puts === 1) await refresh(world.as('the clock'), NOW);
          await secrets.put(id, version);
        },
      },
    }));
    const state = await settleConsent(racing, consent);
    expect(state?.settled).toMatchObject({ generation: 3, consentId: SECOND });
    expect((await world.state()).settled).toEqual(state?.settled);
  });
});

describe('two consents at the same time', () => {
  it('the first that settles is in force, and the other one is told that it came too late', async () => {
    const world = flowWorld();
    await world.consent();
    const [first, second] = [await consentIn(world, FIRST), await consentIn(world, SECOND)];
    expect((await settleConsent(world.context, first))?.settled?.consentId).toBe(FIRST);
    expect(await settleConsent(world.context, second)).toBeNull();
    expect((await world.state()).settled).toMatchObject({ consentId: FIRST, generation: 2 });
  });
});

function withPorts(world: FlowWorld, change: (ports: Ports) => Partial<Ports>): GrantContext {
  const { ports, spec } = world.as('the clock');
  return { spec, ports: { ...ports, ...change(ports) } };
}
