import { NotUnderstood } from '../../not-understood.ts';
import { patternRegex } from './pattern-regex.ts';

export type Comparator = '=' | '!=' | '<' | '>' | '<=' | '>=';

/** Is the value of a field as the pattern wants it? The value is a string or a number. */
export type Comparison = (value: string | number) => boolean;

/**
 * The right side of a condition: a number compares numbers, a quoted or bare text compares strings, `*` at its start or
 * end stands for anything, `%…%` is a regular expression.
 */
export function comparison(operator: string, literal: string): Comparison {
  const equality = equalityOf(literal);
  if (operator === '=') return equality;
  if (operator === '!=') return (value) => !equality(value);
  const order = ORDERS[operator];
  const bound = numberOf(literal);
  if (!order || bound === undefined) throw new NotUnderstood(`${operator} ${literal}: a number is compared`);
  return (value) => typeof value === 'number' && order(value, bound);
}

const ORDERS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '>': (value, bound) => value > bound,
  '<=': (value, bound) => value <= bound,
  '>=': (value, bound) => value >= bound,
};

function equalityOf(literal: string): Comparison {
  if (literal.startsWith('%')) {
    const expression = patternRegex(literal);
    return (value) => expression.test(String(value));
  }
  const wanted = numberOf(literal);
  if (wanted !== undefined) return (value) => value === wanted;
  const text = literal.startsWith('"') ? literal.slice(1, -1).replace(/\\(.)/g, '$1') : literal;
  const [open, close] = [text.startsWith('*'), text.length > 1 && text.endsWith('*')];
  const core = text.slice(open ? 1 : 0, close ? -1 : undefined);
  if (core.includes('*')) throw new NotUnderstood(`a * inside ${literal}: the guide's editions disagree`);
  return (value) => {
    const found = String(value);
    if (open && close) return found.includes(core);
    if (open) return found.endsWith(core);
    return close ? found.startsWith(core) : typeof value === 'string' && found === core;
  };
}

function numberOf(literal: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(literal) ? Number(literal) : undefined;
}
