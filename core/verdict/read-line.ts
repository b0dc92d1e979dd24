import { isKnownCode, meaningOfCode } from './codes-of-issuers.ts';
import { isWeakCode } from './codes-without-detail.ts';
import type { Signals, Where } from './signals.ts';
import { OTHER_TOKENS } from './table-of-look-alikes.ts';

/**
 * Reads a log line into the signals of an answer: the fields of a body printed in it (JSON, Python, JavaScript, Rust,
 * logfmt and form forms), the known codes that stand in it, an HTTP status that is called one, and the line itself.
 */
export function readLine(
  line: string,
  options: { readonly provider?: string; readonly where?: Where },
): Signals {
  const text = line.replace(/\\+(?=["'])/g, '').replace(OTHER_TOKENS, 'item');
  const fields = fieldsOf(text);
  const codes = [...fields.codes, ...knownCodes(text)];
  return {
    shape: 'text',
    where: options.where ?? whereOf(text, codes),
    provider: options.provider ?? issuerOf(text),
    status: statusOf(text),
    headers: {},
    codes,
    texts: [...fields.texts, withoutWeakCodes(text.replace(ADDRESS, ' '))],
    failed: false,
    token: false,
  };
}

/** The address of a page may hold any word: it states nothing. */
const ADDRESS = /\bhttps?:\/\/[^\s"'<>)\]]+/g;

const FIELD =
  /\b(error_subtype|suberror|error_?description|error_?message|error_?codes?|error_?summary|error|err|reason|code|type|message|detail)["']?\s{0,3}[:=]\s{0,3}(?:some\()?b?(?:"([^"]{0,2000})"|'([^']{0,2000})'|([\w.+%-]{1,500}))/gi;

function fieldsOf(line: string): { readonly codes: string[]; readonly texts: string[] } {
  const codes: string[] = [];
  const texts: string[] = [];
  for (const found of line.matchAll(FIELD)) {
    const [whole, name = '', double, single, bare] = found;
    const value = double ?? single ?? (bare ?? '').replace(/\+|%20/g, ' ');
    if (/^[2-5]\d\d$/.test(value) || /^[:=]/.test(value) || REASON_PHRASE.test(value)) continue;
    if (bare !== undefined && isClassName(bare, line.charAt(found.index + whole.length))) continue;
    if (!/^[\w.:/-]+$/.test(value)) texts.push(value);
    else if (/sub/i.test(name)) codes.unshift(value);
    else codes.push(value);
  }
  return { codes, texts };
}

/** Words that HTTP puts behind a status (RFC 9110 section 15): they repeat it. */
const REASON_PHRASE = /^(?:bad request|unauthorized|forbidden)$/i;

/** "Error: ServerError(…)", "Error: TokenExpired: …" name a class of a library, not a code of the issuer. */
function isClassName(word: string, next: string): boolean {
  return /(?:Error|Exception)$/.test(word) || (/[:(]/.test(next) && /^[\w.]*[a-z][A-Z]\w*$/.test(word));
}

/** A code that needs detail must not be read as words: "invalid grant" says nothing of a token beside it. */
function withoutWeakCodes(line: string): string {
  return line.replace(IDENTIFIER, (word) => (isWeakCode(word) ? ' ' : word));
}

const IDENTIFIER = /\b[A-Za-z]\w{0,60}(?:_[A-Za-z]|[a-z][A-Z])\w{0,60}\b/g;

/**
 * Identifiers that a table knows. Plain words are not identifiers: "forbidden" may stand in any sentence. A long word
 * that is a code in the table is one, however it is written.
 */
function knownCodes(line: string): readonly string[] {
  const identifiers = line.match(IDENTIFIER) ?? [];
  const known = identifiers.slice(0, 300).filter((word) => isKnownCode(word, ''));
  return [...known, ...(line.match(LONG_WORD) ?? []).slice(0, 300).filter(isCode)];
}

function isCode(word: string): boolean {
  return meaningOfCode(word, '') !== null;
}

const LONG_WORD = /\b[A-Za-z]{12,60}\b/g;

const TOKEN_ENDPOINT_CODES: ReadonlySet<string> = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalidgrant',
  'invalidgranterror',
  'invalidgrantexception',
]);

function whereOf(line: string, codes: readonly string[]): Where {
  const told = codes.some((code) => TOKEN_ENDPOINT_CODES.has(code.toLowerCase()));
  if (told || /\bRefreshError\b|\binvalid_grant\b/i.test(line)) return 'token_endpoint';
  if (TOKEN_NOT_GOT.test(line)) return 'token_endpoint';
  const asked = line.match(REQUEST)?.[1];
  if (asked === undefined) return 'unknown';
  return TOKEN_PATH.test(asked) ? 'token_endpoint' : 'resource';
}

/** A client that asked a resource may have failed before, where it asked for a token. */
const TOKEN_NOT_GOT =
  /(?:cannot|can't|could not|couldn't|unable to|failed to) (?:fetch|get|obtain|retrieve|acquire|redeem|exchange) (?:an? |the |new |oauth2? ){0,3}(?:access |refresh )?token\b/i;

/** The address that a program says it has asked. */
const REQUEST =
  /\b(?:for url|when requesting|to url|url|GET|POST|PUT|PATCH|DELETE|GET to|POST to)["']?[\s:=('"<]{1,6}(?:URL\(['"])?(https?:\/\/[^\s"'<>)]+)/i;
const TOKEN_PATH = /\/(?:oauth|o\/oauth|connect|openid-connect|tokens?)\S*|\/(?:access_)?token\b/i;

const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/googleapis\.com|google\.(?:auth|api)|accounts\.google/i, 'google'],
  [/login\.microsoftonline|aadsts|graph\.microsoft/i, 'microsoft'],
  [/\bslack|WebAPIPlatformError/i, 'slack'],
  [/\bzoho/i, 'zoho'],
  [/graph\.facebook|facebookresponse/i, 'meta'],
  [/discord(?:\.com|\.errors|\.http)/i, 'discord'],
];

/** Preset name of the issuer whose host or library stands in the line; empty when none does. */
export function issuerOf(line: string): string {
  return HOSTS.find(([pattern]) => pattern.test(line))?.[1] ?? '';
}

const STATUS =
  /\bHTTP(?:\/[\d.]+)?"?(?: ?(?:Error|status|code|response)){0,2}[ :=]{1,3}([1-5]\d\d)\b|\bstatus(?:[ _]?code)?["']?[ :=]{1,3}([1-5]\d\d)\b|\b(?:Error code|API Error|server response|status of|HttpError|returned error|responded with|answered(?: with)?|returned|got(?: an?)?|due to an?|error)[ :=]{1,3}([1-5]\d\d)\b|\b([1-5]\d\d)[ :(]{1,2}(?:Bad Request|Unauthorized|Forbidden|Not Found|Conflict|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?[Oo]ut|Client Error|Server Error)|\bupstream[ :]{1,2}([45]\d\d)\b|\b([45]\d\d) (?:from https?:|HTTP\b|response\b)/i;

/** A number is a status only where the line calls it one. */
function statusOf(line: string): number | null {
  const found = line
    .match(STATUS)
    ?.slice(1)
    .find((group) => group !== undefined);
  return found === undefined ? null : Number(found);
}
