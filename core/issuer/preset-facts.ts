import { formatSpan } from '../time.ts';
import type { Fact, FactName, Preset, Rotation } from './preset.ts';

/** One fact about an issuer in words, with its source. */
export interface PresetFact {
  readonly fact: string;
  readonly value: string;
  /** An address, or `assumed`. */
  readonly source: string;
  /** False: nobody has seen the source state it. */
  readonly verified: boolean;
}

/** Everything that a preset states, in the order in which people ask: lifetimes first, endpoints last. */
export function presetFacts(preset: Preset): readonly PresetFact[] {
  const unverified = new Set<FactName>(preset.unverified);
  return statedBy(preset).map(({ of, ...fact }) => ({ ...fact, verified: !unverified.has(of) }));
}

type Stated = Omit<PresetFact, 'verified'> & { readonly of: FactName };

function statedBy(preset: Preset): readonly Stated[] {
  return [
    ...said('accessTokenLife', preset.accessTokenLife, formatSpan),
    ...preset.lifeRules.map(({ from, life, publishingStatus, source }) => ({
      of: 'lifeRules' as const,
      fact: `${LABELS.lifeRules}${publishingStatus ? ` (${publishingStatus})` : ''}`,
      value:
        from === 'consent' ? `${formatSpan(life)} after consent` : `after ${formatSpan(life)} without use`,
      source,
    })),
    ...said('rotation', preset.rotation, rotationText),
    ...said('reuse', preset.reuse, String),
    ...said('refreshEndsAccessToken', preset.refreshEndsAccessToken, yesOrNo),
    ...said('clientAuthentication', preset.clientAuthentication, String),
    ...said('pkce', preset.pkce, yesOrNo),
    ...said('authorizationEndpoint', preset.authorizationEndpoint, String),
    ...said('tokenEndpoint', preset.tokenEndpoint, String),
    ...said('revocationEndpoint', preset.revocationEndpoint, String),
    ...said('introspectionEndpoint', preset.introspectionEndpoint, String),
  ];
}

const LABELS = {
  accessTokenLife: 'access token',
  lifeRules: 'grant ends',
  rotation: 'rotation',
  reuse: 'reuse',
  refreshEndsAccessToken: 'refresh ends the access token',
  clientAuthentication: 'client authentication',
  pkce: 'pkce',
  authorizationEndpoint: 'authorization endpoint',
  tokenEndpoint: 'token endpoint',
  revocationEndpoint: 'revocation endpoint',
  introspectionEndpoint: 'introspection endpoint',
} as const satisfies Partial<Record<FactName, string>>;

function said<T>(
  of: keyof typeof LABELS,
  stated: Fact<T> | undefined,
  inWords: (value: T) => string,
): readonly Stated[] {
  if (stated === undefined) return [];
  return [{ of, fact: LABELS[of], value: inWords(stated.value), source: stated.source }];
}

function rotationText(rotation: Rotation): string {
  if (rotation.kind !== 'always') return rotation.kind;
  return rotation.grace > 0
    ? `always, the old one works for another ${formatSpan(rotation.grace)}`
    : 'always, no grace';
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
