import { formatSpan } from '../time.ts';
import type { Fact, Preset } from './preset.ts';

/** One fact about an issuer in words, with its source. */
export interface PresetFact {
  readonly fact: string;
  readonly value: string;
  /** An address, or `assumed`. */
  readonly source: string;
}

/** Everything that a preset states, in the order in which people ask: lifetimes first, endpoints last. */
export function presetFacts(preset: Preset): readonly PresetFact[] {
  const { accessTokenLife, rotation, reuse, refreshEndsAccessToken, lifeRules, clientAuthentication, pkce } =
    preset;
  return [
    ...said('access token', accessTokenLife, formatSpan),
    ...lifeRules.map(({ from, life, publishingStatus, source }) => ({
      fact: `grant ends${publishingStatus ? ` (${publishingStatus})` : ''}`,
      value:
        from === 'consent' ? `${formatSpan(life)} after consent` : `after ${formatSpan(life)} without use`,
      source,
    })),
    ...said('rotation', rotation, (value) => {
      if (value.kind !== 'always') return value.kind;
      return value.grace > 0
        ? `always, the old one works for another ${formatSpan(value.grace)}`
        : 'always, no grace';
    }),
    ...said('reuse', reuse, String),
    ...said('refresh ends the access token', refreshEndsAccessToken, yesOrNo),
    ...said('client authentication', clientAuthentication, String),
    ...said('pkce', pkce, yesOrNo),
    ...said('authorization endpoint', preset.authorizationEndpoint, String),
    ...said('token endpoint', preset.tokenEndpoint, String),
    ...said('revocation endpoint', preset.revocationEndpoint, String),
    ...said('introspection endpoint', preset.introspectionEndpoint, String),
  ];
}

function said<T>(fact: string, stated: Fact<T> | undefined, inWords: (value: T) => string): PresetFact[] {
  return stated === undefined ? [] : [{ fact, value: inWords(stated.value), source: stated.source }];
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
