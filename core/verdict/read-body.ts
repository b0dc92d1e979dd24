import { parseBodyText } from './parse-body-text.ts';
import type { BodyShape, BodySignals } from './signals.ts';

/** Reads a body of any form into signals. Never throws; looks at a bounded part of what is large or deep. */
export function readBody(body: unknown): BodySignals {
  const { shape, value } =
    typeof body === 'string' ? parseBodyText(body) : { shape: shapeOf(body), value: body };
  if (shape === 'text') return { ...NOTHING, shape, texts: [String(value)] };
  if (shape !== 'structured') return { ...NOTHING, shape };
  const found: Found = { codes: [], texts: [], left: MOST_NODES };
  collect(value, { field: '', depth: 0 }, found);
  return {
    shape,
    codes: found.codes.sort((one, other) => one.weight - other.weight).map(({ text }) => text),
    texts: found.texts,
    failed: reportsFailure(value),
    token: holdsToken(value),
  };
}

const NOTHING = { codes: [], texts: [], failed: false, token: false } as const;
const MOST_NODES = 400;
const DEEPEST = 6;

interface Found {
  readonly codes: { readonly text: string; readonly weight: number }[];
  readonly texts: string[];
  left: number;
}

/** Field names that hold codes, by weight: the first list is the finest. Compared without case, `_`, `-`, `@`, `.`. */
const CODE_FIELDS: readonly ReadonlySet<string>[] = [
  new Set(['errorsubtype', 'suberror', 'suberrorcode', 'subcode', 'errorsubcode', 'errorcodes']),
  new Set(['reason', 'code', 'errorcode', 'errortype', 'faultcode', 'serviceerrorcode', 'tag', 'errorname']),
  new Set(['type', 'error', 'err', 'status', 'errors', 'name']),
];

const TEXT_FIELDS: ReadonlySet<string> = new Set(
  'errordescription description message errormessage msg errormsg detail details errordetail errorsummary summary hint title faultstring info text errors err error reason errorreason'.split(
    ' ',
  ),
);

function shapeOf(body: unknown): BodyShape {
  if (body === null || body === undefined) return 'empty';
  return typeof body === 'object' ? 'structured' : 'text';
}

/** Elements of an array belong to the field that holds the array. */
function collect(value: unknown, at: { readonly field: string; readonly depth: number }, found: Found): void {
  if (!isNested(value) || at.depth > DEEPEST) return;
  for (const [key, entry] of Object.entries(value)) {
    if (--found.left < 0) return;
    const field = Array.isArray(value) ? at.field : key.toLowerCase().replace(/[_\-@.#:]/g, '');
    if (isNested(entry)) collect(entry, { field, depth: at.depth + 1 }, found);
    else if (typeof entry === 'string' || typeof entry === 'number') sort(field, String(entry), found);
  }
  if ('resource' in value && 'code' in value) found.texts.push(sentenceOf(value));
}

/** Strava and its kind name the thing and its state in separate fields: read together they make a sentence. */
function sentenceOf(value: object): string {
  return ['code', 'resource', 'field']
    .map((field) => String(Object.entries(value).find(([key]) => key === field)?.[1] ?? ''))
    .join(' ');
}

function sort(field: string, text: string, found: Found): void {
  const weight = CODE_FIELDS.findIndex((fields) => fields.has(field));
  const oneWord = /^[\w.:/#$-]+$/.test(text);
  if (oneWord && (weight >= 0 || TEXT_FIELDS.has(field))) {
    const bare = text.replace(/^.*#/, '').replace(/[/.]+$/, '');
    if (weight === 0 || !isStatus(bare))
      found.codes.push({ text: bare, weight: weight < 0 ? CODE_FIELDS.length : weight });
    return;
  }
  if (TEXT_FIELDS.has(field) || weight >= 0) found.texts.push(text);
}

/** 400 in a field named `code` repeats the status, which never decides; in a field for subtypes it is a subtype. */
function isStatus(text: string): boolean {
  return /^[2-5]\d\d$/.test(text);
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** GitHub, Slack and Zoho put errors into answers with status 200. */
function reportsFailure(value: unknown): boolean {
  if (!isNested(value)) return false;
  const field = (name: string): unknown => Object.entries(value).find(([key]) => key === name)?.[1];
  const { error, errors } = { error: field('error'), errors: field('errors') };
  return (
    (error !== undefined && error !== null && error !== false && error !== '') ||
    (Array.isArray(errors) && errors.length > 0) ||
    field('ok') === false ||
    field('success') === false ||
    field('status') === 'error' ||
    field('status') === 'failure'
  );
}

function holdsToken(value: unknown): boolean {
  return (
    isNested(value) &&
    Object.entries(value).some(([key, entry]) => key === 'access_token' && typeof entry === 'string')
  );
}
