import type { SecretKind } from './stored-secret.ts';

/** What the beginning of a value tells. */
export interface ValueMark {
  readonly kind: SecretKind;
  readonly issuer: string | null;
}

/** What a value is by the mark that its maker puts at its beginning; undefined: it has none that is known. */
export function markOf(value: string): ValueMark | undefined {
  return MARKS.find(({ begins }) => begins.test(value))?.mark;
}

/**
 * What a value is by the name that somebody gave it; undefined: the name is of no secret, or the value is a place, a
 * switch or a word.
 */
export function markOfName(name: string, value: string): ValueMark | undefined {
  if (!NAMES_A_SECRET.test(name) || NAMES_SOMETHING_ELSE.test(name)) return undefined;
  if (value.length < SHORTEST || IS_NO_SECRET.test(value)) return undefined;
  if (/refresh/i.test(name)) return { kind: 'refresh-token', issuer: null };
  if (/client_?secret/i.test(name)) return { kind: 'client-secret', issuer: null };
  return { kind: 'api-key', issuer: null };
}

const MARKS: readonly { readonly begins: RegExp; readonly mark: ValueMark }[] = [
  { begins: /^(?:ghp_|github_pat_)\w{20}/, mark: { kind: 'github-personal-token', issuer: 'github' } },
  { begins: /^gh[ous]_\w{20}/, mark: { kind: 'short-lived', issuer: 'github' } },
  { begins: /^ghr_\w{20}/, mark: { kind: 'refresh-token', issuer: 'github' } },
  { begins: /^1\/\/[\w-]{20}/, mark: { kind: 'refresh-token', issuer: 'google' } },
  { begins: /^ya29\./, mark: { kind: 'short-lived', issuer: 'google' } },
  { begins: /^GOCSPX-/, mark: { kind: 'client-secret', issuer: 'google' } },
  { begins: /^AIza[\w-]{30}/, mark: { kind: 'api-key', issuer: 'google' } },
  { begins: /^sk-ant-/, mark: { kind: 'api-key', issuer: 'anthropic' } },
  { begins: /^sk-(?:proj-|svcacct-)?\w{20}/, mark: { kind: 'api-key', issuer: 'openai' } },
  { begins: /^SG\.[\w-]{16,}\./, mark: { kind: 'api-key', issuer: 'sendgrid' } },
  { begins: /^xox[bp]-/, mark: { kind: 'api-key', issuer: 'slack' } },
  { begins: /^xoxe-/, mark: { kind: 'refresh-token', issuer: 'slack' } },
  { begins: /^glpat-/, mark: { kind: 'api-key', issuer: 'gitlab' } },
  { begins: /^(?:sk|rk)_live_/, mark: { kind: 'api-key', issuer: 'stripe' } },
  { begins: /^(?:npm_|hf_|pypi-|dop_v1_|lin_api_|ntn_)\w{16}/, mark: { kind: 'api-key', issuer: null } },
];

/** Shorter ones are words and numbers. */
const SHORTEST = 16;
const NAMES_A_SECRET = /TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL/i;
const NAMES_SOMETHING_ELSE =
  /(?:_|^)(?:FILE|PATH|DIR|URL|URI|NAME|ID|TYPE|ENDPOINT|SOCK|SOCKET)$|^GOOGLE_APPLICATION_CREDENTIALS$/i;
const IS_NO_SECRET = /^(?:\/|~\/|\.{1,2}\/|https?:\/\/)|\s|^\$\{?\w+\}?$|kept-by-evergrant/;
