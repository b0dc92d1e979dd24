import { describe, expect, it } from '@jest/globals';
import { type ForecastInput, forecast } from '../../../core/forecast/forecast.ts';
import { atlassian } from '../../../core/issuer/presets/atlassian.ts';
import { google } from '../../../core/issuer/presets/google.ts';
import { spotify } from '../../../core/issuer/presets/spotify.ts';
import { DAY, HOUR } from '../../../core/time.ts';

const CONSENT = Date.UTC(2026, 4, 1);
const SHEETS = ['https://www.googleapis.com/auth/spreadsheets', 'openid', 'email'];

const grant = (known: Partial<ForecastInput>): ForecastInput => ({
  consentedAt: CONSENT,
  lastUsedAt: CONSENT + DAY,
  refreshTokenExpiresAt: null,
  scopes: SHEETS,
  publishingStatus: undefined,
  lifeRules: [],
  rotation: { kind: 'never' },
  ...known,
});

const testing = { lifeRules: google.lifeRules, publishingStatus: 'testing' } as const;
const production = { lifeRules: google.lifeRules, publishingStatus: 'production' } as const;

describe('the end of a grant', () => {
  it.each<[string, Partial<ForecastInput>, number | null, string]>([
    ['stated by its issuer', { refreshTokenExpiresAt: CONSENT + 3 * DAY }, 3 * DAY, 'stated'],
    ['7 days after consent at Google in testing', testing, 7 * DAY, 'consentRule'],
    [
      'not moved by use at Google in testing',
      { ...testing, lastUsedAt: CONSENT + 6 * DAY },
      7 * DAY,
      'consentRule',
    ],
    [
      'a matter of use for basic profile scopes',
      { ...testing, scopes: ['openid', 'email'] },
      182 * DAY,
      'idleRule',
    ],
    ['a matter of use at Google in production', production, 182 * DAY, 'idleRule'],
    [
      'a matter of use when the publishing status is not known',
      { lifeRules: google.lifeRules },
      182 * DAY,
      'idleRule',
    ],
    [
      'counted from consent when it was never used',
      { ...production, lastUsedAt: null },
      181 * DAY,
      'idleRule',
    ],
    ['six months after consent at Spotify', { lifeRules: spotify.lifeRules }, 181 * DAY, 'consentRule'],
    [
      'the idle end at Atlassian while that comes first',
      { lifeRules: atlassian.lifeRules },
      91 * DAY,
      'idleRule',
    ],
    [
      'the absolute end at Atlassian late in the year',
      { lifeRules: atlassian.lifeRules, lastUsedAt: CONSENT + 300 * DAY },
      365 * DAY,
      'consentRule',
    ],
    [
      'the earliest of statement and rules',
      { ...testing, refreshTokenExpiresAt: CONSENT + 30 * DAY },
      7 * DAY,
      'consentRule',
    ],
    [
      'the statement when both say the same',
      { ...testing, refreshTokenExpiresAt: CONSENT + 7 * DAY },
      7 * DAY,
      'stated',
    ],
    ['not known without rule and statement', {}, null, 'unknown'],
    [
      'not known without the moments that rules count from',
      { ...production, consentedAt: null, lastUsedAt: null },
      null,
      'unknown',
    ],
  ])('is %s', (_, known, after, basis) => {
    const { endsAt, ...rest } = forecast(grant(known));
    expect(endsAt === null ? null : endsAt - CONSENT).toBe(after);
    expect(rest.basis).toBe(basis);
  });

  it('moves with use when it is an idle end, and when a rotating issuer states it anew', () => {
    expect(forecast(grant(production)).extendsWithUse).toBe(true);
    expect(forecast(grant(testing)).extendsWithUse).toBe(false);
    const stated = { refreshTokenExpiresAt: CONSENT + DAY };
    expect(forecast(grant(stated)).extendsWithUse).toBe(false);
    expect(forecast(grant({ ...stated, rotation: { kind: 'always', grace: 0 } })).extendsWithUse).toBe(true);
  });

  it('carries its reason and where that is written', () => {
    expect(forecast(grant(testing))).toMatchObject({
      because: 'Google ends grants of clients in Testing 7 days after consent, however they are used',
      source: 'https://developers.google.com/identity/protocols/oauth2#expiration',
    });
  });
});

it('scenario 23: the end of an idle credential is predicted from its last use, of an unknown issuer not at all, and either says its basis', () => {
  const idle = forecast(grant({ ...production, lastUsedAt: CONSENT }));
  expect(idle).toMatchObject({ endsAt: CONSENT + 181 * DAY, basis: 'idleRule', extendsWithUse: true });
  const keptAlive = forecast(grant({ ...production, lastUsedAt: CONSENT + HOUR }));
  expect(keptAlive.endsAt).toBe(CONSENT + 181 * DAY + HOUR);
  expect(forecast(grant({}))).toEqual({
    endsAt: null,
    basis: 'unknown',
    because: 'the issuer states no end and no rule of it is known',
    source: 'assumed',
    extendsWithUse: false,
  });
});
