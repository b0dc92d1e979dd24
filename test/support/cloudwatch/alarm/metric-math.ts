import { TokenReader } from '../token-reader.ts';

/** The value of an expression in one period; undefined is a missing data point. */
export type MetricExpression = (values: ReadonlyMap<string, number | undefined>) => number | undefined;

/**
 * Reads the part of metric math that works period by period: numbers, ids of metrics, `+ - * /`, comparisons (1 or 0),
 * `AND`, `OR`, `IF(a, b, c)` and `FILL(id, number)`. An operation on a missing point is missing, and so is a division by 0.
 *
 * @throws NotUnderstood for every other function: many look at the whole series
 * @see CloudWatch User Guide, "Using math expressions with CloudWatch metrics"
 */
export function metricExpression(text: string): MetricExpression {
  const reader: Reader = new TokenReader(text, RULES);
  const expression = either(reader);
  reader.end();
  return expression;
}

const RULES = {
  number: /\d+(?:\.\d+)?/y,
  name: /[A-Za-z][A-Za-z0-9_]*/y,
  compare: /==|!=|<=|>=|<|>/y,
  logic: /&&|\|\|/y,
  plus: /[+-]/y,
  times: /[*/]/y,
  punctuation: /[(),]/y,
};

type Reader = TokenReader<keyof typeof RULES>;
type Operation = (left: number, right: number) => number;

function either(reader: Reader): MetricExpression {
  let left = both(reader);
  while (reader.take('logic', '||') ?? reader.take('name', 'OR')) {
    left = applied((a, b) => Number(a !== 0 || b !== 0), left, both(reader));
  }
  return left;
}

function both(reader: Reader): MetricExpression {
  let left = comparing(reader);
  while (reader.take('logic', '&&') ?? reader.take('name', 'AND')) {
    left = applied((a, b) => Number(a !== 0 && b !== 0), left, comparing(reader));
  }
  return left;
}

function comparing(reader: Reader): MetricExpression {
  const left = sum(reader);
  const operator = reader.take('compare');
  return operator ? applied(operationOf(operator.text), left, sum(reader)) : left;
}

function sum(reader: Reader): MetricExpression {
  let left = product(reader);
  for (let sign = reader.take('plus'); sign; sign = reader.take('plus')) {
    left = applied(operationOf(sign.text), left, product(reader));
  }
  return left;
}

function product(reader: Reader): MetricExpression {
  let left = term(reader);
  for (let sign = reader.take('times'); sign; sign = reader.take('times')) {
    left = applied(operationOf(sign.text), left, term(reader));
  }
  return left;
}

function term(reader: Reader): MetricExpression {
  const number = reader.take('number');
  if (number) return () => Number(number.text);
  if (reader.take('punctuation', '(')) {
    const inner = either(reader);
    reader.expect('punctuation', ')');
    return inner;
  }
  const { text } = reader.expect('name');
  if (!reader.take('punctuation', '(')) return (values) => values.get(text);
  if (text !== 'IF' && text !== 'FILL') reader.refuse(`the function ${text} is not known`);
  const call = text === 'IF' ? readIf(reader) : readFill(reader);
  reader.expect('punctuation', ')');
  return call;
}

function readIf(reader: Reader): MetricExpression {
  const condition = either(reader);
  reader.expect('punctuation', ',');
  const yes = either(reader);
  reader.expect('punctuation', ',');
  const no = either(reader);
  return (values) => {
    const decided = condition(values);
    if (decided === undefined) return undefined;
    return decided === 0 ? no(values) : yes(values);
  };
}

function readFill(reader: Reader): MetricExpression {
  const series = either(reader);
  reader.expect('punctuation', ',');
  const filler = Number(reader.expect('number').text);
  return (values) => series(values) ?? filler;
}

function applied(operation: Operation, left: MetricExpression, right: MetricExpression): MetricExpression {
  return (values) => {
    const [a, b] = [left(values), right(values)];
    const result = a === undefined || b === undefined ? undefined : operation(a, b);
    return Number.isFinite(result) ? result : undefined;
  };
}

function operationOf(sign: string): Operation {
  return OPERATIONS[sign] ?? (() => Number.NaN);
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
};
