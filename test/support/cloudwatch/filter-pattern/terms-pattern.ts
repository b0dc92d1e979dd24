import { NotUnderstood } from '../../not-understood.ts';
import { TokenReader } from '../token-reader.ts';
import type { FilterPattern } from './filter-pattern.ts';
import { patternRegex } from './pattern-regex.ts';

/** Terms: all of `a b`, any of `?a ?b`, none of `-c`; `"a phrase"`; `%regex%`. The empty pattern takes every line. */
export function termsPattern(text: string): FilterPattern {
  if (text === '' || text === '" "') return () => NO_FIELDS;
  const reader = new TokenReader(text, {
    sign: /[?-]/y,
    quoted: /"(?:[^"\\]|\\.)+"(?=\s|$)/y,
    regex: /%[^%]+%(?=\s|$)/y,
    word: /[A-Za-z0-9_]+(?=\s|$)/y,
  });
  const signed: Record<'' | '?' | '-', Term[]> = { '': [], '?': [], '-': [] };
  while (!reader.ended) {
    const sign = reader.take('sign', '?') ? '?' : reader.take('sign', '-') ? '-' : '';
    signed[sign].push(readTerm(reader));
  }
  const { '': all, '?': any, '-': none } = signed;
  if (any.length > 0 && all.length + none.length > 0) {
    throw new NotUnderstood(`? is unreliable beside other terms: ${text}`);
  }
  if (all.length + any.length === 0) throw new NotUnderstood(`nothing but excluded terms: ${text}`);
  return (line) => {
    const matches = any.length > 0 ? any.some((term) => term(line)) : all.every((term) => term(line));
    return matches && !none.some((term) => term(line)) ? NO_FIELDS : undefined;
  };
}

const NO_FIELDS = { field: () => undefined };

type Term = (line: string) => boolean;

function readTerm(reader: TokenReader<'sign' | 'quoted' | 'regex' | 'word'>): Term {
  const regex = reader.take('regex');
  if (regex) {
    const expression = patternRegex(regex.text);
    return (line) => expression.test(line);
  }
  const quoted = reader.take('quoted');
  const term = quoted ? quoted.text.slice(1, -1).replace(/\\(.)/g, '$1') : reader.expect('word').text;
  return (line) => line.includes(term);
}
