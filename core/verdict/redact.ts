/** What stands where a secret stood. */
const GONE = '[redacted]';

/** The most of a text that is redacted and kept, in characters. The rest is cut: it may hold secrets too. */
const LONGEST = 16_384;

interface Rule {
  readonly secret: RegExp;
  /** `$1` keeps the name that stood before the secret. */
  readonly becomes: string;
}

/** Fields whose value is always secret, in queries, JSON, Python, headers and listings of an environment. */
const SURE =
  '[\\w-]{0,40}(?:(?:refresh|access|id|session|auth|bearer|subject|actor|mfa|security)[_-]?token|secret|password|passwd|assertion|api[_-]?key|private[_-]?key|access[_-]?key|cookie|code_verifier|device_code)';
/** Fields that also hold plain words (`code: invalid_grant`): only a value with a digit is taken for a secret. */
const PERHAPS = '(?:token|code|user_code|state|nonce|sig|signature|credential)';
const WITH_DIGIT = '(?=[^"\'\\s]{0,200}\\d)(?=\\S{8})';

/** `name = value` in its spellings: quoted, as a query or variable, and behind a colon. */
function fieldRules(name: string, secret: string): readonly Rule[] {
  const quoted = `(\\b${name}\\\\{0,3}["']?\\s{0,3}[:=]\\s{0,3}b?\\\\{0,3}["'])${secret}[^"'\\\\]{1,8192}`;
  const assigned = `(\\b${name}=)(?!["'])${secret}[^\\s&"',;]{1,8192}`;
  const told = `(\\b${name}:\\s{0,3})(?=\\S{0,200}\\d)[\\w~+/=.-]{12,8192}`;
  return [quoted, assigned, told].map((pattern) => ({
    secret: new RegExp(pattern, 'gi'),
    becomes: `$1${GONE}`,
  }));
}

const RULES: readonly Rule[] = [
  {
    secret:
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,16384}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    becomes: GONE,
  },
  // Authorization and cookie headers, whatever the scheme
  {
    secret:
      /\b((?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?)(?:(?:bearer|basic|dpop|token|digest|aws4-hmac-sha256)\s{1,3})?[^\s"',;][^"'\r\n]{0,8192}/gi,
    becomes: `$1${GONE}`,
  },
  { secret: /\b((?:set-)?cookie["']?\s{0,3}:\s{0,3})[^\r\n"']{1,8192}/gi, becomes: `$1${GONE}` },
  { secret: /\b((?:bearer|dpop|basic)\s{1,3})[\w.~+/=-]{8,8192}/gi, becomes: `$1${GONE}` },
  // user:password@host
  { secret: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{1,256}:[^\s/@]{1,256}@/gi, becomes: `$1${GONE}@` },
  ...fieldRules(SURE, ''),
  ...fieldRules(PERHAPS, WITH_DIGIT),
  // JSON Web Tokens
  { secret: /\beyJ[\w-]{6,8192}(?:\.[\w-]{0,8192}){0,4}/g, becomes: GONE },
  // Tokens and keys that carry their maker's mark
  {
    secret:
      /\b(?:ya29\.|1\/\/|GOCSPX-|gh[opusr]_|github_pat_|glpat-|gloas-|xox[a-z]-|xoxe\.|xapp-|sk-|pk-|rk_|sk_live_|sk_test_|whsec_|shp[a-z]{2}_|lin_api_|ntn_|secret_|figd_|pat-|hf_|npm_|AIza|AKIA|ASIA|dop_v1_|SG\.)[\w./~+=-]{8,8192}/g,
    becomes: GONE,
  },
  // Any other long run that no word or path has
  {
    secret: /\b(?=[\w~+=-]{0,200}\d)(?=[\w~+=-]{0,200}[A-Z])(?=[\w~+=-]{0,200}[a-z])[\w~+=-]{32,8192}/g,
    becomes: GONE,
  },
  { secret: /\b[0-9a-f]{40,8192}\b/gi, becomes: GONE },
  { secret: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, becomes: '[e-mail]' },
];

/**
 * A text without tokens, secrets, codes, JSON Web Tokens, authorization headers and e-mail addresses: for evidence in
 * incidents and for messages. At most 16 KiB are kept. Names of fields stay, so that the line can still be read.
 */
export function redact(text: string): string {
  return RULES.reduce((line, { secret, becomes }) => line.replace(secret, becomes), text.slice(0, LONGEST));
}
