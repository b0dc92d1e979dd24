import { meaningOfCode } from './codes-of-issuers.ts';
import { isWeakCode } from './codes-without-detail.ts';
import { LONGEST_TEXT } from './plain-words.ts';
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
  const text = line.replace(OTHER_TOKENS, 'item');
  const fields = fieldsOf(text);
  const codes = [...fields.codes, ...knownCodes(text)];
  return {
    shape: 'text',
    where: options.where ?? whereOf(text, codes),
    provider: options.provider ?? issuerOf(text),
    status: statusOf(text),
    headers: {},
    codes,
    texts: [...fields.texts, withoutWeakCodes(text)],
    failed: false,
    token: false,
  };
}

/** The part of a line that is looked at, without colours. */
export function trimLine(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals colour with the escape character
  return line.slice(0, LONGEST_TEXT).replace(/\u001b\[[\d;]{0,16}m/g, '');
}

const FIELD =
  /\b(error_subtype|suberror|error_description|errorDescription|error_message|errorMessage|error_codes?|errorCode|errorSummary|error|err|reason|code|Code|type|message|Message|detail|Detail)["']?\s{0,3}[:=]\s{0,3}(?:Some\()?b?(?:"([^"]{0,2000})"|'([^']{0,2000})'|([\w.+%-]{1,500}))/g;

function fieldsOf(line: string): { readonly codes: string[]; readonly texts: string[] } {
  const codes: string[] = [];
  const texts: string[] = [];
  for (const [, name = '', double, single, bare] of line.replace(/\\+(?=["'])/g, '').matchAll(FIELD)) {
    const value = double ?? single ?? (bare ?? '').replace(/\+|%20/g, ' ');
    if (/^[2-5]\d\d$/.test(value) || /^[:=]/.test(value)) continue;
    if (!/^[\w.:/-]+$/.test(value)) texts.push(value);
    else if (/sub/.test(name)) codes.unshift(value);
    else codes.push(value);
  }
  return { codes, texts };
}

/** A code that needs detail must not be read as words: "invalid grant" says nothing of a token beside it. */
function withoutWeakCodes(line: string): string {
  return line.replace(IDENTIFIER, (word) => (isWeakCode(word) ? ' ' : word));
}

const IDENTIFIER = /\b[A-Za-z]\w{0,60}(?:_[A-Za-z]|[a-z][A-Z])\w{0,60}\b/g;

/** Identifiers that a table knows. Plain words are not identifiers: "forbidden" may stand in any sentence. */
function knownCodes(line: string): readonly string[] {
  const words = line.match(IDENTIFIER) ?? [];
  return words.slice(0, 300).filter((word) => isWeakCode(word) || meaningOfCode(word, '') !== null);
}

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
  return told || /\bRefreshError\b|\binvalid_grant\b/.test(line) ? 'token_endpoint' : 'unknown';
}

const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/googleapis\.com|google\.(?:auth|api)|accounts\.google/, 'google'],
  [/login\.microsoftonline|AADSTS|graph\.microsoft/, 'microsoft'],
  [/slack(?:\.com|_sdk|\/web-api)|WebAPIPlatformError/, 'slack'],
  [/zoho(?:apis)?\.\w+/, 'zoho'],
  [/discord(?:\.com|\.errors|\.http)/, 'discord'],
];

/** Preset name of the issuer whose host or library stands in the line; empty when none does. */
export function issuerOf(line: string): string {
  return HOSTS.find(([pattern]) => pattern.test(line))?.[1] ?? '';
}

const STATUS =
  /\bHTTP(?:\/[\d.]+)?"?(?: ?(?:Error|status|code|response)){0,2}[ :=]{1,3}([1-5]\d\d)\b|\bstatus(?:[ _]?code)?["']?[ :=]{1,3}([1-5]\d\d)\b|\b(?:Error code|API Error|HttpError|returned error|responded with|returned|got(?: an?)?|due to an?|error)[ :=]{1,3}([1-5]\d\d)\b|\b([1-5]\d\d)[ :(]{1,2}(?:Bad Request|Unauthorized|Forbidden|Not Found|Conflict|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?[Oo]ut|Client Error|Server Error)|\bupstream[ :]{1,2}([45]\d\d)\b|\b([45]\d\d) (?:from https?:|HTTP\b|response\b)/i;

/** A number is a status only where the line calls it one. */
function statusOf(line: string): number | null {
  const found = line
    .match(STATUS)
    ?.slice(1)
    .find((group) => group !== undefined);
  return found === undefined ? null : Number(found);
}
