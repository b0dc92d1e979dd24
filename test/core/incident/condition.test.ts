import { describe, expect, it } from '@jest/globals';
import type { DeliveryTrouble } from '../../../core/delivery/delivery-trouble.ts';
import type { Forecast } from '../../../core/forecast/forecast.ts';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { conditionOf, type Symptoms } from '../../../core/incident/condition.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import type { VerdictClass } from '../../../core/verdict/verdict.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);

describe('the condition of a grant', () => {
  it.each<[string, Partial<Symptoms>]>([
    ['is well', {}],
    ['fails for a while and has life left', { state: failing('transient', { left: 30 * MINUTE }) }],
    ['is asked to slow down and has life left', { state: failing('rate_limited', { left: 7 * MINUTE }) }],
    [
      'fails and nobody knows how long its token lives',
      { state: { ...failing('transient', { left: 0 }), expiresAt: null } },
    ],
    ['ends later than anybody wants to know', { forecast: endsIn(31 * DAY) }],
    [
      'had trouble once, and a good answer since',
      { state: { ...healthy(), lastVerdict: verdict('transient') } },
    ],
    ['never had consent', { state: NO_GRANT }],
  ])("that %s is nobody's business", (_sentence, change) => {
    expect(conditionOf(symptoms(change))).toBeNull();
  });

  it.each<[string, Partial<Symptoms>, { severity: string; reason: string; remedy: RegExp }]>([
    [
      'is dead',
      { state: dead() },
      { severity: 'critical', reason: 'GrantRefused', remedy: /^evergrant login crew$/ },
    ],
    [
      'lost an answer',
      { state: { ...healthy(), unsettled: { since: NOW, intentId: 'i', retryAt: NOW } } },
      { severity: 'critical', reason: 'Unsettled', remedy: /^evergrant login crew$/ },
    ],
    [
      'has a client that the issuer refuses',
      { state: failing('client_misconfigured', { left: HOUR }) },
      { severity: 'critical', reason: 'Reason', remedy: /^correct the client .*evergrant refresh crew$/ },
    ],
    [
      'lacks a scope',
      { state: failing('insufficient_scope', { left: HOUR }) },
      { severity: 'critical', reason: 'Reason', remedy: /^add the scope .*evergrant login crew$/ },
    ],
    [
      'suffers from a wrong clock',
      { state: failing('clock_skew', { left: HOUR }) },
      { severity: 'critical', reason: 'Reason', remedy: /^set the clock .*evergrant refresh crew$/ },
    ],
    [
      'does not reach a sink',
      { deliveryTroubles: [notDelivered('/run/crew.json: no room is left'), notDelivered('another')] },
      {
        severity: 'critical',
        reason: 'DeliveryFailed',
        remedy: /^repair the sink, then: evergrant status crew$/,
      },
    ],
    [
      "fails in the last tenth of its token's life",
      { state: failing('transient', { left: 6 * MINUTE }) },
      { severity: 'warning', reason: 'Reason', remedy: /^nothing to consent to; .*evergrant status crew$/ },
    ],
    [
      'fails and its token has ended',
      { state: failing('transient', { left: -1 }) },
      { severity: 'critical', reason: 'Reason', remedy: /evergrant status crew$/ },
    ],
    [
      'ends soon',
      { forecast: endsIn(2 * DAY) },
      { severity: 'warning', reason: 'EndForeseen', remedy: /^evergrant login crew$/ },
    ],
  ])('that %s is told, with the next step', (_sentence, change, told) => {
    const condition = conditionOf(symptoms(change));
    expect(condition).toMatchObject({
      severity: told.severity,
      reason: told.reason,
      affected: ['port-sheet'],
    });
    expect(condition?.remedy).toMatch(told.remedy);
    expect(condition?.message).toMatch(/^[^A-Z].*[^.]$/);
  });

  it.each<[string, Partial<Symptoms>, string]>([
    [
      'death over everything',
      { ...everything(), state: { ...everything().state, latch: dead().latch } },
      'GrantRefused',
    ],
    [
      'a lost answer over a wrong client',
      {
        ...everything(),
        state: { ...everything().state, unsettled: { since: NOW, intentId: 'i', retryAt: null } },
      },
      'Unsettled',
    ],
    ['a wrong client over a sink', everything(), 'Reason'],
    [
      'a sink over a life that runs short',
      { state: failing('transient', { left: MINUTE }), deliveryTroubles: [notDelivered('full')] },
      'DeliveryFailed',
    ],
    [
      'a life that runs short over an end foreseen',
      { state: failing('transient', { left: MINUTE }), forecast: endsIn(HOUR) },
      'Reason',
    ],
  ])('tells %s', (_sentence, change, reason) => {
    expect(conditionOf(symptoms(change))?.reason).toBe(reason);
  });
});

describe('the time left', () => {
  it('is that of the last token while nobody was refused with it', () => {
    expect(conditionOf(symptoms({ state: dead() }))?.worksUntil).toBe(NOW + HOUR);
  });

  it('is over once a resource refused the token, whatever its expiry says', () => {
    const state = { ...dead(), accessRefusedAt: NOW - MINUTE };
    expect(conditionOf(symptoms({ state }))?.worksUntil).toBe(NOW - MINUTE);
  });

  it('is not known where the issuer does not say how long tokens live', () => {
    const state = { ...dead(), expiresAt: null };
    expect(conditionOf(symptoms({ state }))?.worksUntil).toBeNull();
  });

  it('is that of the grant where its end is foreseen, and each lead that passes is a stage', () => {
    const stages = [40 * HOUR, 20 * HOUR].map((left) => conditionOf(symptoms({ forecast: endsIn(left) })));
    expect(stages.map((stage) => stage?.worksUntil)).toEqual([NOW + 40 * HOUR, NOW + 20 * HOUR]);
    expect(stages.map((stage) => stage?.stageAt)).toEqual([NOW - 8 * HOUR, NOW - 4 * HOUR]);
  });
});

describe('what shows it', () => {
  it('are the lines of refused consumers, and the likely causes of a death', () => {
    const causes = [{ cause: 'access was removed', evidence: 'it was used today' }];
    const evidence = ['[port-sheet] token error: HTTP Error 401'];
    expect(conditionOf(symptoms({ state: dead(), causes, evidence }))).toMatchObject({ causes, evidence });
    expect(conditionOf(symptoms({ forecast: endsIn(DAY), causes, evidence }))).toMatchObject({
      causes: [],
      evidence,
    });
  });

  it('names what repairs our own side, where that is what keeps a refresh from being sent', () => {
    const state = failing('transient', { left: MINUTE });
    const remedy = 'aws kms enable-key';
    const lastVerdict = state.lastVerdict && { ...state.lastVerdict, remedy };
    expect(conditionOf(symptoms({ state: { ...state, lastVerdict } }))?.remedy).toBe(remedy);
  });

  it('says how often and since when a refresh fails', () => {
    const condition = conditionOf(symptoms({ state: failing('transient', { left: MINUTE }) }));
    expect(condition?.message).toBe(
      'why it failed; 4 tries since 2026-05-13T14:00:00.000Z failed, and the token ends soon',
    );
  });
});

function symptoms(change: Partial<Symptoms>): Symptoms {
  return {
    grant: 'crew',
    state: healthy(),
    now: NOW,
    forecast: {
      endsAt: null,
      basis: 'unknown',
      because: 'no rule',
      source: 'assumed',
      extendsWithUse: false,
    },
    warnBefore: [30 * DAY, 7 * DAY, 48 * HOUR, 24 * HOUR],
    affected: ['port-sheet'],
    evidence: [],
    deliveryTroubles: [],
    causes: [],
    ...change,
  };
}

function healthy(): GrantState {
  return {
    ...NO_GRANT,
    settled: { generation: 4, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' },
    consentedAt: NOW - 90 * DAY,
    issuedAt: NOW,
    expiresAt: NOW + HOUR,
  };
}

function dead(): GrantState {
  const latch = {
    reason: 'GrantRefused',
    message: 'the issuer refused the grant',
    since: NOW,
    generation: 4,
  };
  return { ...healthy(), latch };
}

/** A grant whose refreshes fail; its token lived for an hour and has this much left. */
function failing(verdictClass: VerdictClass, { left }: { left: number }): GrantState {
  return {
    ...healthy(),
    issuedAt: NOW + left - HOUR,
    expiresAt: NOW + left,
    backoff: { failures: 4, until: NOW + 30 * SECOND, since: NOW - 30 * MINUTE },
    lastVerdict: verdict(verdictClass),
  };
}

function verdict(verdictClass: VerdictClass) {
  return { class: verdictClass, reason: 'Reason', message: 'why it failed', at: NOW };
}

function endsIn(left: number): Forecast {
  return {
    endsAt: NOW + left,
    basis: 'stated',
    because: 'the issuer said so',
    source: 'issuer',
    extendsWithUse: true,
  };
}

function everything() {
  return {
    state: failing('client_misconfigured', { left: -1 }),
    deliveryTroubles: [notDelivered('full')],
    forecast: endsIn(HOUR),
  };
}

function notDelivered(why: string): DeliveryTrouble {
  return {
    severity: 'critical',
    reason: 'DeliveryFailed',
    message: `a fresh token does not reach its consumers: ${why}`,
    remedy: 'repair the sink, then: evergrant status crew',
  };
}
