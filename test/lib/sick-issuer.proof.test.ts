import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import type { ScriptedFault } from '../../drill/authorization-server/faults.ts';
import { until } from '../../torture/lab/until.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { twoIssuers } from '../support/two-issuers.ts';

/** Most grants of the beat are of the sick issuer, and they are due first. */
const SICK = ['ada', 'ben', 'cleo', 'dan', 'eve', 'fay'];
const WELL = ['gus', 'hal', 'ida', 'joe'];

const world = deployedWorlds({ declaration: twoIssuers({ well: WELL, sick: SICK }) });

/** A deployment whose grants are all due. */
async function due() {
  const jada = await world();
  for (const grant of [...WELL, ...SICK]) await jada.login(grant);
  for (const grant of [...SICK, ...WELL]) await jada.age(grant, 50 * MINUTE);
  const { ledger } = jada.deployment;
  const states = async (grants: readonly string[]) =>
    await Promise.all(grants.map(async (grant) => (await ledger.read('grant', grant))?.item));
  const generations = async (grants: readonly string[]) =>
    (await states(grants)).map((state) => state?.settled?.generation);
  return { ...jada, states, generations };
}

const all = <T>(grants: readonly string[], value: T): readonly T[] => grants.map(() => value);

describe('a sick issuer', () => {
  it('that does not answer delays no grant of another: those are settled while it is still waited for', async () => {
    const { app, sick, states, generations, events } = await due();
    sick.faults.add({ kind: 'delay', milliseconds: 3_600_000 }, SICK.length);
    const beat = app.tick();
    await until('the other grants are refreshed', async () =>
      (await generations(WELL)).every((generation) => generation === 2) ? true : undefined,
    );
    await until('every exchange with the sick issuer is under way', () =>
      sick.faults.waiting === 0 ? true : undefined,
    );
    expect(await states(SICK)).toMatchObject(all(SICK, { intent: { id: expect.any(String) } }));
    sick.faults.release();
    expect(await beat).toEqual([{ kind: 'returned', value: { looked: 10, passedOn: 0 } }]);
    expect(await generations(SICK)).toEqual(all(SICK, 2));
    expect(events('refresh').filter(({ type }) => type === 'finding')).toEqual([]);
    expect(app.denials).toEqual([]);
  }, 120_000);

  it.each<[string, ScriptedFault]>([
    ['answers 503', { kind: 'status', status: 503 }],
    ['drops connections', { kind: 'drop' }],
  ])(
    'that %s spoils its own grants and no other, in the same tick',
    async (_, fault) => {
      const { app, sick, states, generations } = await due();
      const before = sick.record.length;
      // Enough for everything that a beat may try.
      sick.faults.add(fault, 10 * SICK.length);
      expect(await app.tick()).toEqual([{ kind: 'returned', value: { looked: 10, passedOn: 0 } }]);
      expect(await generations(WELL)).toEqual(all(WELL, 2));
      expect(await generations(SICK)).toEqual(all(SICK, 1));
      expect(new Set(sick.record.slice(before).map(({ outcome }) => outcome))).toEqual(new Set(['fault']));
      expect(await states(SICK)).toMatchObject(all(SICK, { lock: null, latch: null }));
      expect(app.denials).toEqual([]);
    },
    120_000,
  );

  it('that is gone altogether is named in a finding, and the others are refreshed', async () => {
    // A fresh function has to discover its issuers first. Nobody starts this one again, so it is the last test.
    const { app, generations, events, sick } = await due();
    await sick.stop();
    await app.tick();
    expect(await generations(WELL)).toEqual(all(WELL, 2));
    expect(await generations(SICK)).toEqual(all(SICK, 1));
    const findings = events('refresh').filter(({ type }) => type === 'finding');
    expect(findings.map(({ credential }) => credential).toSorted()).toEqual(SICK);
    expect(findings).toMatchObject(
      all(SICK, { reason: 'IssuerUnreachable', details: { remedy: expect.stringContaining('curl -I') } }),
    );
    expect(app.denials).toEqual([]);
  }, 120_000);
});
