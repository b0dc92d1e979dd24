import { TokenReader } from '../../cloudwatch/token-reader.ts';
import { NotUnderstood } from '../../not-understood.ts';
import { AwsError, notSimulated } from '../aws-error.ts';
import { type AttributeValue, compare, type Item } from './attribute-value.ts';

/** Members of a request that stand for names and values in its expressions. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Does this item, or its absence, meet the condition? */
export type Condition = (item: Item | undefined) => boolean;

/**
 * Reads a condition: comparisons, `BETWEEN` and `attribute_exists`, `attribute_not_exists`, `begins_with`, joined by AND. Other
 * syntax is refused, and so are attributes without a placeholder: the list of reserved words is not held here.
 */
export function readCondition(expression: string, placeholders: Placeholders): Condition {
  try {
    const reader = new TokenReader(expression, RULES);
    const terms = [readTerm(reader, placeholders)];
    while (reader.take('word', 'AND')) terms.push(readTerm(reader, placeholders));
    reader.end();
    return (item) => terms.every((term) => term(item));
  } catch (error) {
    if (error instanceof NotUnderstood) throw notSimulated(`the expression ${expression}: ${error.message}`);
    throw error;
  }
}

/** AWS refuses placeholders that no expression of the request uses. */
export function demandAllUsed(
  { names, values }: Placeholders,
  expressions: readonly (string | undefined)[],
): void {
  const used = new Set(expressions.flatMap((text) => text?.match(/[#:]\w+/g) ?? []));
  const unused = [...Object.keys(names), ...Object.keys(values)].filter((name) => !used.has(name));
  if (unused.length > 0)
    throw new AwsError('ValidationException', `Value provided in placeholders unused: ${unused.join(', ')}`);
}

export function nameAt(placeholder: string, { names }: Placeholders): string {
  const name = names[placeholder];
  if (name === undefined) throw undefinedPlaceholder(placeholder);
  return name;
}

export function valueAt(placeholder: string, { values }: Placeholders): AttributeValue {
  const value = values[placeholder];
  if (value === undefined) throw undefinedPlaceholder(placeholder);
  return value;
}

const RULES = {
  name: /#\w+/y,
  value: /:\w+/y,
  operator: /<=|>=|<>|=|<|>/y,
  word: /[A-Za-z_]+/y,
  mark: /[(),]/y,
} as const;

type Reader = TokenReader<keyof typeof RULES>;

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function readTerm(reader: Reader, placeholders: Placeholders): Condition {
  const name = reader.take('name');
  return name
    ? comparison(reader, { name: nameAt(name.text, placeholders), placeholders })
    : call(reader, placeholders);
}

function comparison(
  reader: Reader,
  { name, placeholders }: { name: string; placeholders: Placeholders },
): Condition {
  if (reader.take('word', 'BETWEEN')) return between(reader, { name, placeholders });
  const holds = OPERATORS[reader.expect('operator').text] ?? reader.refuse('an operator expected');
  const value = valueAt(reader.expect('value').text, placeholders);
  return (item) => {
    const found = item?.[name];
    const order = found && compare(found, value);
    return order !== undefined && holds(order);
  };
}

function between(
  reader: Reader,
  { name, placeholders }: { name: string; placeholders: Placeholders },
): Condition {
  const low = valueAt(reader.expect('value').text, placeholders);
  reader.expect('word', 'AND');
  const high = valueAt(reader.expect('value').text, placeholders);
  return (item) => {
    const found = item?.[name];
    const [fromLow, fromHigh] = found ? [compare(found, low), compare(found, high)] : [];
    return fromLow !== undefined && fromHigh !== undefined && fromLow >= 0 && fromHigh <= 0;
  };
}

function call(reader: Reader, placeholders: Placeholders): Condition {
  const word = reader.expect('word').text;
  reader.expect('mark', '(');
  const name = nameAt(reader.expect('name').text, placeholders);
  const read = () => {
    switch (word) {
      case 'attribute_exists':
        return (item: Item | undefined) => item?.[name] !== undefined;
      case 'attribute_not_exists':
        return (item: Item | undefined) => item?.[name] === undefined;
      case 'begins_with': {
        reader.expect('mark', ',');
        const prefix = valueAt(reader.expect('value').text, placeholders).S ?? '';
        return (item: Item | undefined) => item?.[name]?.S?.startsWith(prefix) ?? false;
      }
      default:
        return reader.refuse(`no function ${word} is known here`);
    }
  };
  const condition = read();
  reader.expect('mark', ')');
  return condition;
}

function undefinedPlaceholder(placeholder: string): AwsError {
  return new AwsError(
    'ValidationException',
    `An expression attribute name or value used in expression is not defined: ${placeholder}`,
  );
}
