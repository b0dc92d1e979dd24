import { describe, expect, it } from '@jest/globals';
import type { GrantView } from '../../../core/broker.ts';
import { type HoldInput, whyHeld } from '../../../core/daemon/hold.ts';
import { grantView } from '../../support/fakes/fake-broker.ts';

const NOW = 1_000_000;
const held = (views: readonly GrantView[], input: Partial<Omit<HoldInput, 'views'>> = {}) =>
  whyHeld({
    grants: ['crew-sheets'],
    views: new Map(views.map((view) => [view.grant, view])),
    wasHeld: false,
    failing: false,
    now: NOW,
    ...input,
  });

const latch = { reason: 'RefreshTokenRevoked', message: 'the refresh token was revoked' };
const latched = { state: 'consentRequired', latch } as const;

describe('a run may start', () => {
  it.each<[string, Partial<GrantView>]>([
    ['the grant is healthy', { expiresAt: NOW + 1 }],
    ['nobody knows when the token ends', { expiresAt: null }],
    ['the issuer is away and the token works', { state: 'backingOff', expiresAt: NOW + 1 }],
    ['an answer was lost and the token works', { state: 'unsettled', expiresAt: NOW + 1 }],
    ['the grant is paused and the token works', { state: 'paused', expiresAt: NOW + 1 }],
    ['a refresh is under way', { state: 'refreshing', expiresAt: NOW + 1 }],
    ['the grant is latched and the last run succeeded', { ...latched, expiresAt: NOW + 1 }],
    ['the grant is latched and paused and the last run succeeded', { state: 'paused', latch }],
    [
      'the grant is latched, its token is over, and no run has failed by it yet',
      { ...latched, expiresAt: NOW },
    ],
  ])('while %s', (_, view) => {
    expect(held([grantView(view)])).toBeUndefined();
  });

  it('when a token is made as soon as it asks for one, whether there is none yet or none any more', () => {
    expect(held([grantView({ onDemand: true, generation: 0, fingerprint: null })])).toBeUndefined();
    expect(held([grantView({ onDemand: true, expiresAt: NOW })])).toBeUndefined();
  });

  it('while runs fail and no grant is to blame', () => {
    expect(held([grantView()], { failing: true })).toBeUndefined();
  });

  it('while the broker is away and runs were not held', () => {
    expect(held([])).toBeUndefined();
    expect(held([], { failing: true })).toBeUndefined();
  });

  it('when the daemon uses no grant', () => {
    expect(held([], { wasHeld: true, failing: true, grants: [] })).toBeUndefined();
  });
});

describe('a run is held', () => {
  it.each<[string, Partial<GrantView>, string]>([
    ['nobody has consented', { state: 'noGrant', generation: 0 }, 'NoGrant'],
    ['the grant is paused before any consent', { state: 'paused', generation: 0 }, 'NoGrant'],
    ['the token is over and no death is known', { state: 'backingOff', expiresAt: NOW }, 'TokenOver'],
  ])('while %s', (_, view, reason) => {
    expect(held([grantView(view)])?.reason).toBe(reason);
  });

  it.each<[string, Partial<GrantView>]>([
    ['latched', { ...latched, expiresAt: NOW + 1 }],
    ['latched and over', { ...latched, expiresAt: NOW }],
    ['latched and paused', { state: 'paused', latch }],
  ])('after a failure while the grant is %s', (_, view) => {
    expect(held([grantView(view)], { failing: true })?.reason).toBe('RefreshTokenRevoked');
  });

  it('further, once it was, while the grant is latched', () => {
    expect(held([grantView(latched)], { wasHeld: true })?.reason).toBe('RefreshTokenRevoked');
  });

  it('by any one of the grants that it uses, which is named', () => {
    const views = [grantView(), grantView({ grant: 'mail', ...latched })];
    expect(held(views, { failing: true, grants: ['crew-sheets', 'mail'] })).toEqual({
      grant: 'mail',
      reason: 'RefreshTokenRevoked',
      message: 'the refresh token was revoked',
      remedy: 'evergrant login mail',
      latched: true,
    });
  });

  it('while the broker is away, if it was held before', () => {
    expect(held([], { wasHeld: true })).toMatchObject({ reason: 'GrantUnknown', latched: false });
  });
});
