import { either } from './phrases.ts';

/** A log line, taken apart. */
export interface LoggedMessage {
  /** Names in brackets that the logger put before the message: the module, the issuer, the grant. */
  readonly tags: readonly string[];
  readonly message: string;
}

/**
 * Takes off what a logger puts before a message: colours, times, levels, host and process names, tags in brackets, the
 * name of a container. Loggers differ in these and, but for the names in brackets, say nothing by them.
 */
export function readLogPrefix(line: string): LoggedMessage {
  const tags: string[] = [];
  let message = withoutColours(line).trimStart();
  for (let step = 0; step < MOST_PARTS; step++) {
    const part = message.match(LOGGER)?.[0] ?? '';
    const tag = part === '' ? (message.match(TAG)?.[0] ?? '') : '';
    const rest = message.slice(part.length + tag.length).trimStart();
    if (rest === message || rest === '') break;
    if (tag !== '') tags.push(tag);
    message = rest;
  }
  return { tags, message };
}

/** A line as it reads without the escape sequences with which terminals colour it. */
export function withoutColours(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals colour with the escape character
  return line.replace(/\u001b\[[\d;]{0,16}m/g, '');
}

const MOST_PARTS = 8;

const TIME = /\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?/;
const DATE = either(
  /\d{4}[-/]\d\d[-/]\d\d/,
  /\d\d[-/.](?:\d\d|[A-Z][a-z]{2})[-/.]\d{4}/,
  /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [A-Z][a-z]{2} \d{1,2}/,
  /(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}/,
);
const LEVEL = /(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|ALERT|EMERG)/;

const LOGGER = new RegExp(
  either(
    new RegExp(`^\\[?(?:${DATE.source})(?:[T ]?${TIME.source})?\\]?:?(?=[\\s|\\]]|$)`),
    new RegExp(`^\\[?${TIME.source}\\]?(?=[\\s|\\]]|$)`),
    // A level before a colon may be the message of curl or gcloud itself: "ERROR: (gcloud…)", "ERROR 1045: …"
    new RegExp(
      `^(?:\\[${LEVEL.source}\\]:?|<${LEVEL.source}>|${LEVEL.source}(?=\\s+(?!\\d{1,5}[\\s(])[^\\s:=]))(?=\\s)`,
    ),
    // syslog: a host, a program and its process number
    /^[\w.-]{1,64} [\w./-]{1,64}\[\d{1,8}\]:(?=\s)/,
    // Kubernetes, then docker compose
    /^std(?:out|err) [FP](?=\s)/,
    /^[\w.-]{1,64} {1,8}\|(?=\s)/,
    /^[|-](?=\s)/,
  ).source,
);
const TAG = /^\[[\w.:/ -]{1,64}\]:?(?=\s)/;
