import { describe, expect, it } from '@jest/globals';
import type { Fact, Preset } from '../../../core/issuer/preset.ts';
import { PRESETS } from '../../../core/issuer/presets.ts';
import { urlKind } from '../../../core/issuer/secure-url.ts';
import { atTenant } from '../../../core/issuer/tenant.ts';

const presets = [...PRESETS.values()];

const isFact = (value: unknown): value is Fact<unknown> =>
  typeof value === 'object' && value !== null && 'source' in value && 'value' in value;

const facts = (preset: Preset) =>
  Object.entries(preset).filter((entry): entry is [string, Fact<unknown>] => isFact(entry[1]));

describe('the presets', () => {
  it('are those that the documentation names', () => {
    expect([...PRESETS.keys()]).toEqual([
      'atlassian',
      'auth0',
      'box',
      'discord',
      'dropbox',
      'fitbit',
      'github',
      'gitlab',
      'google',
      'hubspot',
      'linear',
      'linkedin',
      'microsoft',
      'notion',
      'okta',
      'quickbooks',
      'salesforce',
      'slack',
      'spotify',
      'strava',
      'twitch',
      'x',
      'xero',
      'zoho',
      'zoom',
    ]);
  });

  it.each(presets)(
    '$name: every fact and rule has a source, and what is assumed is the careful value',
    (preset) => {
      for (const [field, { source, value }] of facts(preset)) {
        const isCareful = source === 'assumed' && (value === false || value === 'unknown');
        expect([field, isCareful || urlKind(source) === 'secure']).toEqual([field, true]);
      }
      for (const rule of preset.lifeRules) expect(urlKind(rule.source)).toBe('secure');
    },
  );

  it.each(presets)('$name: what is not verified is stated, and not assumed', (preset) => {
    const stated = new Map(facts(preset));
    for (const name of preset.unverified ?? []) expect(stated.get(name)?.source).toMatch(/^https:/);
  });

  it.each(presets)('$name: every endpoint is safe to send secrets to', (declared) => {
    const preset = atTenant(declared, declared.domain?.example);
    const endpoints = facts(preset).filter(([field]) => field.endsWith('Endpoint') || field === 'issuer');
    expect(endpoints.length).toBeGreaterThanOrEqual(2);
    for (const [, { value }] of endpoints) expect(urlKind(String(value))).toBe('secure');
    const { identity } = preset;
    if (identity.value.kind === 'userinfo') expect(urlKind(identity.value.endpoint)).toBe('secure');
  });

  it.each(presets)('$name: an ID token that proves the account is asked for', ({ identity, addedScopes }) => {
    if (identity.value.kind === 'idToken') expect(addedScopes?.value).toContain('openid');
  });
});
