import { describe, expect, it } from '@jest/globals';
import { forecast } from '../../../core/forecast/forecast.ts';
import { dueWarning } from '../../../core/forecast/warning.ts';
import { google } from '../../../core/issuer/presets/google.ts';
import { DAY, HOUR, MINUTE, type Milliseconds } from '../../../core/time.ts';

const LEADS = [30 * DAY, 7 * DAY, 48 * HOUR, 24 * HOUR];
const START = Date.UTC(2026, 4, 1);

describe('a warning', () => {
  const year = (now: number, lastWarnedLead?: Milliseconds) =>
    dueWarning({
      endsAt: START + 365 * DAY,
      startsAt: START,
      now: START + now,
      leads: LEADS,
      ...(lastWarnedLead !== undefined && { lastWarnedLead }),
    });

  it.each([
    ['long before the end', 100 * DAY, undefined, null],
    ['a moment before the first lead', 335 * DAY - 1, undefined, null],
    ['at the first lead', 335 * DAY, undefined, 30 * DAY],
    ['again within the same lead', 340 * DAY, 30 * DAY, null],
    ['at the next lead', 358 * DAY, 30 * DAY, 7 * DAY],
    ['once for leads that passed while nobody looked', 364 * DAY, undefined, 24 * HOUR],
    ['after the end, if none came before', 366 * DAY, 30 * DAY, 24 * HOUR],
    ['after the last one', 366 * DAY, 24 * HOUR, null],
  ])('%s', (_, now, lastWarnedLead, expected) => {
    expect(year(now, lastWarnedLead)).toBe(expected);
  });

  it('never comes without a forecast end', () => {
    expect(dueWarning({ endsAt: null, startsAt: START, now: START, leads: LEADS })).toBeNull();
  });

  it('heeds every lead when the start of the life is not known', () => {
    expect(dueWarning({ endsAt: START + DAY, startsAt: null, now: START, leads: [30 * DAY] })).toBe(30 * DAY);
  });
});

it('scenario 22: a Google testing-mode grant refreshed every 30 min is warned of 48 h and 24 h before day 7 from consent; use does not reset it', () => {
  const warnings: { lead: Milliseconds; beforeEnd: Milliseconds }[] = [];
  for (let now = START; now < START + 7 * DAY; now += 30 * MINUTE) {
    const { endsAt } = forecast({
      consentedAt: START,
      lastUsedAt: now,
      refreshTokenExpiresAt: null,
      scopes: ['https://www.googleapis.com/auth/spreadsheets'],
      publishingStatus: 'testing',
      lifeRules: google.lifeRules,
      rotation: google.rotation.value,
    });
    const last = warnings.at(-1);
    const lead = dueWarning({
      endsAt,
      startsAt: START,
      now,
      leads: LEADS,
      ...(last && { lastWarnedLead: last.lead }),
    });
    if (lead !== null) warnings.push({ lead, beforeEnd: START + 7 * DAY - now });
  }
  expect(warnings).toEqual([
    { lead: 48 * HOUR, beforeEnd: 48 * HOUR },
    { lead: 24 * HOUR, beforeEnd: 24 * HOUR },
  ]);
});
