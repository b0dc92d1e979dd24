import { describe, expect, it } from '@jest/globals';
import { importGrant } from '../../../core/consent/import-grant.ts';
import { mend } from '../../../core/ledger/mend.ts';
import type { Ledger } from '../../../core/ports.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { flowWorld } from '../../support/fakes/flow-world.ts';

describe('importing a grant', () => {
  it('holds the refresh token as generation 1, tells no consumer, and is due at once', async () => {
    const world = flowWorld();
    const { refreshToken } = world.issuer.consent();
    const outcome = await importGrant(world.context, { refreshToken, scopes: ['sheets'] });
    expect(outcome.kind).toBe('settled');
    expect(await world.state()).toMatchObject({ settled: { generation: 1 }, refreshAt: 0, announced: 1 });
    expect(world.delivered).toEqual([]);
    expect(world.issuer.requests).toEqual([]);
  });

  it('is proven by one refresh, whose token is the first that consumers see', async () => {
    const world = flowWorld();
    const { refreshToken } = world.issuer.consent();
    await importGrant(world.context, { refreshToken, scopes: [] });
    expect(await refresh(world.context, { kind: 'tick' })).toEqual({ kind: 'refreshed', generation: 2 });
    expect(world.delivered).toEqual([2]);
    expect(world.issuer.requests).toHaveLength(1);
  });

  it('latches a refresh token that was dead when it came, and tells no consumer', async () => {
    const world = flowWorld();
    const { refreshToken, family } = world.issuer.consent();
    family.revoked = true;
    await importGrant(world.context, { refreshToken, scopes: [] });
    expect(await refresh(world.context, { kind: 'tick' })).toMatchObject({ kind: 'consentRequired' });
    expect(await refresh(world.context, { kind: 'tick' })).toMatchObject({ kind: 'consentRequired' });
    expect(world.delivered).toEqual([]);
  });

  it('keeps the token through an outage', async () => {
    const world = flowWorld();
    const { refreshToken } = world.issuer.consent();
    world.issuer.mishaps = ['unavailable'];
    await importGrant(world.context, { refreshToken, scopes: [] });
    expect(await refresh(world.context, { kind: 'tick' })).toMatchObject({ kind: 'failed' });
    world.clock.advance(3_600_000);
    expect(await refresh(world.context, { kind: 'tick' })).toEqual({ kind: 'refreshed', generation: 2 });
  });

  it('leaves a grant alone that is held already', async () => {
    const world = flowWorld();
    await world.consent();
    const before = await world.state();
    const { refreshToken } = world.issuer.consent();
    expect(await importGrant(world.context, { refreshToken, scopes: [] })).toMatchObject({ kind: 'held' });
    expect(await world.state()).toEqual(before);
  });

  it('is found again when the process dies between secret and ledger, and still shows no empty token', async () => {
    const world = flowWorld({ rotation: 'never' });
    const { refreshToken } = world.issuer.consent();
    const { ports } = world.context;
    const dying: Ledger = {
      read: (kind, id) => ports.ledger.read(kind, id),
      lastGood: (grant) => ports.ledger.lastGood(grant),
      replace: () => Promise.reject(new Error('killed')),
    };
    const context = { ...world.context, ports: { ...ports, ledger: dying } };
    await expect(importGrant(context, { refreshToken, scopes: [] })).rejects.toThrow('killed');
    expect(await mend(world.context)).toBe(true);
    expect(await refresh(world.context, { kind: 'tick' })).toEqual({ kind: 'refreshed', generation: 2 });
    expect(world.delivered).toEqual([2]);
  });
});
