import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeLine } from '../../../core/verdict/judge-line.ts';
import type { VerdictClass } from '../../../core/verdict/verdict.ts';
import { type CorpusCase, judgeCase, readCorpus } from '../../support/verdict-corpus.ts';

const KINDS = ['', 'holdout-', 'found-1-', 'found-2-', 'found-3-', 'found-4-'];
const lines = KINDS.flatMap((kind) => readCorpus(`${kind}loglines.jsonl`)).filter(isLine);
const answers = KINDS.flatMap((kind) => readCorpus(`${kind}failures.jsonl`)).filter((one) => !isLine(one));
const classes = new Map<string, VerdictClass>();

describe('what a logger puts around a line changes no verdict', () => {
  it.each([
    ['a time', (line: string) => `2026-11-22T04:00:00.123Z ${line}`],
    ['a time and a level', (line: string) => `2026-11-22 04:00:00,123 ERROR ${line}`],
    ['a level in brackets', (line: string) => `[WARNING] ${line}`],
    ['a module in brackets', (line: string) => `[port-sheet] ${line}`],
    ['syslog', (line: string) => `Nov 22 04:00:01 host daemon[123]: ${line}`],
    ['docker compose', (line: string) => `worker-1  | ${line}`],
    ['Kubernetes', (line: string) => `2026-11-22T04:00:00.123456789Z stderr F ${line}`],
    ['colours', (line: string) => `\u001b[1;31mERROR\u001b[0m \u001b[31m${line}\u001b[0m`],
    ['blanks and a line feed', (line: string) => `  ${line}  \n`],
  ])('%s', (_name, around) => {
    expect(changed(lines, around)).toEqual([]);
  });
});

describe('wrapping trouble in another error or record changes no verdict', () => {
  const trouble = lines.filter((example) => judgeCase(example).class !== 'not_auth');

  it.each([
    ['a Python exception', (line: string) => `RuntimeError('${line}')`],
    ['an uncaught error of Node', (line: string) => `Uncaught Error: ${line}`],
    [
      'a record in JSON',
      (line: string) => JSON.stringify({ level: 'error', time: 1763784000000, msg: line }),
    ],
    [
      'a record in logfmt',
      (line: string) => `time="2026-11-22T04:00:00Z" level=error msg=${JSON.stringify(line)}`,
    ],
    ['quotes', (line: string) => `"${line}"`],
    ['quotes in quotes', (line: string) => JSON.stringify(JSON.stringify(line))],
  ])('%s', (_name, around) => {
    expect(changed(trouble, around)).toEqual([]);
  });
});

describe('case changes no verdict', () => {
  // A word such as AccessDenied has its joints in its capitals
  const cased = lines.filter(
    ({ line }) => judgeLine(line).reason !== 'LookAlike' && !/[a-z][A-Z]/.test(line),
  );

  it('lower case', () => {
    expect(changed(cased, (line) => line.toLowerCase())).toEqual([]);
  });

  it('upper case', () => {
    expect(changed(cased, (line) => line.toUpperCase())).toEqual([]);
  });
});

describe('the form of an answer changes no verdict', () => {
  it.each([
    ['a string of JSON', (body: unknown) => JSON.stringify(body)],
    ['a string of JSON with indents', (body: unknown) => JSON.stringify(body, null, 2)],
    ['texts in upper case', (body: unknown) => eachText(body, (text) => text.toUpperCase())],
    ['texts in lower case', (body: unknown) => eachText(body, (text) => text.toLowerCase())],
    ['texts with wide spaces', (body: unknown) => eachText(body, (text) => text.replaceAll(' ', '  '))],
    ['texts in quotes', (body: unknown) => eachText(body, (text) => `"${text}"`)],
    [
      'texts with or without a full stop',
      (body: unknown) => eachText(body, (text) => (text.endsWith('.') ? text.slice(0, -1) : `${text}.`)),
    ],
  ])('%s', (_name, form) => {
    const structured = answers.filter(
      (example) => 'body' in example && typeof example.body === 'object' && example.body !== null,
    );
    const other = structured.filter((example) => {
      const before = judgeCase(example);
      const after = judgeCase({ ...example, body: form('body' in example ? example.body : null) });
      return after.class !== before.class || after.spent !== before.spent;
    });
    expect(other).toEqual([]);
  });
});

describe('text about anything else', () => {
  const plain = fc.constantFrom(
    ...'expired revoked invalid denied disabled refused consent account user customer order card license lease cookie'.split(
      ' ',
    ),
    ...'error failed 400 401 403 deleted blocked unknown not was is the has been code reason: again already used'.split(
      ' ',
    ),
  );

  it('never wakes a person: without the name of a grant, nothing is an accusation', () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 12 }), (words) => {
        expect(judgeLine(words.join(' ')).class).not.toBe('permanent_reauth');
      }),
      { numRuns: 500 },
    );
  });

  it('never wakes a person for arbitrary characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(judgeLine(text).class).not.toBe('permanent_reauth');
      }),
    );
  });
});

function isLine(example: CorpusCase): example is CorpusCase & { readonly line: string } {
  return 'line' in example;
}

/** The lines whose verdict is another one in other surroundings. */
function changed(
  examples: readonly { readonly id: string; readonly line: string }[],
  around: (line: string) => string,
): readonly string[] {
  return examples.flatMap(({ id, line }) => {
    const before = classOf(line);
    const after = judgeLine(around(line)).class;
    return before === after ? [] : [`${id}: ${before} became ${after}: ${around(line)}`];
  });
}

/** Every line is compared with itself many times, and judged alone once. */
function classOf(line: string): VerdictClass {
  const known = classes.get(line);
  if (known !== undefined) return known;
  const { class: found } = judgeLine(line);
  classes.set(line, found);
  return found;
}

/** Changes the sentences of a body and leaves its codes alone. */
function eachText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return /\s/.test(value) ? change(value) : value;
  if (Array.isArray(value)) return value.map((entry) => eachText(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, eachText(entry, change)]));
}
