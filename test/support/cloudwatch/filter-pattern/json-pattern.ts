import { isJsonObject, type Json, parseJson } from '../../json.ts';
import { TokenReader } from '../token-reader.ts';
import { comparison } from './comparison.ts';
import type { FilterPattern } from './filter-pattern.ts';
import { jsonSelector } from './json-selector.ts';

/**
 * `{ ($.a = "x" || $.b >= 4) && $.c NOT EXISTS }`. Parentheses bind before `&&`, `&&` before `||`. A condition on a
 * field that is absent, null, an object or a list is false, also with `!=`. There is no `!` before a condition.
 */
export function jsonPattern(text: string): FilterPattern {
  const reader: Reader = new TokenReader(text, RULES);
  reader.expect('brace', '{');
  const condition = anyOf(reader);
  reader.expect('brace', '}');
  reader.end();
  return (line) => {
    const document = parseJson(line);
    if (document === undefined || !isJsonObject(document) || !condition(document)) return undefined;
    return {
      field(selector) {
        const selected = jsonSelector(selector)(document);
        return selected.kind === 'found' && isScalar(selected.value) ? selected.value : undefined;
      },
    };
  };
}

const RULES = {
  brace: /[{}]/y,
  parenthesis: /[()]/y,
  logic: /&&|\|\|/y,
  comparator: /!=|<=|>=|=|<|>/y,
  selector: /\$[A-Za-z0-9_.[\]-]*/y,
  quoted: /"(?:[^"\\]|\\.)*"/y,
  regex: /%[^%]+%/y,
  word: /[A-Za-z0-9_.*+:/-]+/y,
};

type Reader = TokenReader<keyof typeof RULES>;
type Condition = (document: Json) => boolean;

function anyOf(reader: Reader): Condition {
  const options = [allOf(reader)];
  while (reader.take('logic', '||')) options.push(allOf(reader));
  return (document) => options.some((option) => option(document));
}

function allOf(reader: Reader): Condition {
  const parts = [one(reader)];
  while (reader.take('logic', '&&')) parts.push(one(reader));
  return (document) => parts.every((part) => part(document));
}

function one(reader: Reader): Condition {
  if (reader.take('parenthesis', '(')) {
    const inner = anyOf(reader);
    reader.expect('parenthesis', ')');
    return inner;
  }
  const select = jsonSelector(reader.expect('selector').text);
  if (reader.take('word', 'NOT')) {
    reader.expect('word', 'EXISTS');
    return (document) => select(document).kind === 'absent';
  }
  if (reader.take('word', 'IS')) {
    const wanted = constant(reader);
    return (document) => {
      const selected = select(document);
      return selected.kind === 'found' && selected.value === wanted;
    };
  }
  const operator = reader.expect('comparator').text;
  const literal = reader.take('quoted') ?? reader.take('regex') ?? reader.expect('word');
  const compare = comparison(operator, literal.text);
  return (document) => {
    const selected = select(document);
    return selected.kind === 'found' && isScalar(selected.value) && compare(selected.value);
  };
}

function constant(reader: Reader): null | boolean {
  if (reader.take('word', 'NULL')) return null;
  if (reader.take('word', 'TRUE')) return true;
  reader.expect('word', 'FALSE');
  return false;
}

function isScalar(value: Json): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
