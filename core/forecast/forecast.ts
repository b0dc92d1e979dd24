import type { LifeRule, Rotation } from '../issuer/preset.ts';
import { isBasicProfile } from '../issuer/scopes.ts';
import type { Instant } from '../time.ts';

/** What is known of a grant and its issuer; null: not known. */
export interface ForecastInput {
  readonly consentedAt: Instant | null;
  /** Last time the issuer accepted the refresh token. */
  readonly lastUsedAt: Instant | null;
  /** End of the refresh token's life as the issuer stated it. */
  readonly refreshTokenExpiresAt: Instant | null;
  readonly scopes: readonly string[];
  readonly publishingStatus: 'testing' | 'production' | undefined;
  readonly lifeRules: readonly LifeRule[];
  readonly rotation: Rotation;
}

/** When a grant ends if nobody does anything, and why that is believed. */
export interface Forecast {
  /** null: nothing is known that ends it. */
  readonly endsAt: Instant | null;
  readonly basis: 'stated' | 'consentRule' | 'idleRule' | 'policy' | 'unknown';
  /** For people, one sentence. */
  readonly because: string;
  /** Where the rule is written; `issuer` when the issuer stated the end itself. */
  readonly source: string;
  /** Does using the grant move its end? */
  readonly extendsWithUse: boolean;
}

/**
 * The earliest end that applies to a grant, with its basis. At the same instant a statement of the issuer goes before
 * a rule counted from consent, and that before one counted from the last use.
 */
export function forecast(input: ForecastInput): Forecast {
  const [earliest] = ends(input).sort((a, b) => a.endsAt - b.endsAt);
  return earliest ?? UNKNOWN;
}

/** Does this rule apply to a client with this status and a grant with these scopes? */
export function applies(rule: LifeRule, grant: Pick<ForecastInput, 'publishingStatus' | 'scopes'>): boolean {
  if (rule.publishingStatus === undefined) return true;
  if (rule.publishingStatus !== grant.publishingStatus) return false;
  return !(rule.publishingStatus === 'testing' && isBasicProfile(grant.scopes));
}

type KnownEnd = Forecast & { readonly endsAt: Instant };

/** Every known end, in order of evidence; sorting is stable, so the order decides between equals. */
function ends(input: ForecastInput): KnownEnd[] {
  const rules = input.lifeRules.filter((rule) => applies(rule, input));
  return [
    ...statedEnd(input),
    ...rules.filter((rule) => rule.from === 'consent').flatMap((rule) => consentEnd(rule, input)),
    ...rules.filter((rule) => rule.from === 'idle').flatMap((rule) => idleEnd(rule, input)),
  ];
}

function statedEnd({ refreshTokenExpiresAt, rotation }: ForecastInput): KnownEnd[] {
  if (refreshTokenExpiresAt === null) return [];
  return [
    {
      endsAt: refreshTokenExpiresAt,
      basis: 'stated',
      because: 'the issuer stated when the refresh token ends',
      source: 'issuer',
      // A successor comes with a statement of its own; a token that stays the same keeps its end.
      extendsWithUse: rotation.kind === 'always',
    },
  ];
}

function consentEnd(rule: LifeRule, { consentedAt }: ForecastInput): KnownEnd[] {
  if (consentedAt === null) return [];
  const { because, source } = rule;
  return [{ endsAt: consentedAt + rule.life, basis: 'consentRule', because, source, extendsWithUse: false }];
}

function idleEnd(rule: LifeRule, { lastUsedAt, consentedAt }: ForecastInput): KnownEnd[] {
  const usedAt = lastUsedAt ?? consentedAt;
  if (usedAt === null) return [];
  const { because, source } = rule;
  return [{ endsAt: usedAt + rule.life, basis: 'idleRule', because, source, extendsWithUse: true }];
}

/** The forecast of a grant that needs no consent. */
export const ENDS_BY_POLICY: Forecast = {
  endsAt: null,
  basis: 'policy',
  because:
    'it stands by a policy of its issuer: it has no end of its own, and whoever changes the policy ends it',
  source: 'declaration',
  extendsWithUse: false,
};

const UNKNOWN: Forecast = {
  endsAt: null,
  basis: 'unknown',
  because: 'the issuer states no end and no rule of it is known',
  source: 'assumed',
  extendsWithUse: false,
};
