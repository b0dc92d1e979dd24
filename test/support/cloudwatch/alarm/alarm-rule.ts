import { TokenReader } from '../token-reader.ts';
import type { AlarmState } from './alarm-state.ts';

/** The rule of a composite alarm. */
export interface AlarmRule {
  /** Names of the alarms that it goes by, without their ARNs. */
  readonly children: readonly string[];
  /** @param stateOf the state of a child */
  holds(stateOf: (name: string) => AlarmState): boolean;
}

/**
 * Reads `(ALARM("fast") OR ALARM(hold)) AND NOT ALARM(recovered)`. NOT binds before AND, AND before OR; an alarm is
 * given by its name, with or without quotes, or by its ARN.
 *
 * @see CloudWatch API, PutCompositeAlarm, AlarmRule
 */
export function alarmRule(text: string): AlarmRule {
  const reader: Reader = new TokenReader(text, RULES);
  const children: string[] = [];
  const holds = anyOf(reader, children);
  reader.end();
  return { children, holds };
}

const RULES = {
  parenthesis: /[()]/y,
  quoted: /"[^"]+"/y,
  word: /[^\s()"]+/y,
};

type Reader = TokenReader<keyof typeof RULES>;
type Condition = AlarmRule['holds'];

function anyOf(reader: Reader, children: string[]): Condition {
  const options = [allOf(reader, children)];
  while (reader.take('word', 'OR')) options.push(allOf(reader, children));
  return (stateOf) => options.some((option) => option(stateOf));
}

function allOf(reader: Reader, children: string[]): Condition {
  const parts = [one(reader, children)];
  while (reader.take('word', 'AND')) parts.push(one(reader, children));
  return (stateOf) => parts.every((part) => part(stateOf));
}

function one(reader: Reader, children: string[]): Condition {
  if (reader.take('word', 'NOT')) {
    const inner = one(reader, children);
    return (stateOf) => !inner(stateOf);
  }
  if (reader.take('parenthesis', '(')) {
    const inner = anyOf(reader, children);
    reader.expect('parenthesis', ')');
    return inner;
  }
  if (reader.take('word', 'TRUE')) return () => true;
  if (reader.take('word', 'FALSE')) return () => false;
  for (const state of ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const) {
    if (!reader.take('word', state)) continue;
    reader.expect('parenthesis', '(');
    const name = nameOf(reader.take('quoted') ?? reader.expect('word'));
    reader.expect('parenthesis', ')');
    children.push(name);
    return (stateOf) => stateOf(name) === state;
  }
  return reader.refuse('ALARM, OK, INSUFFICIENT_DATA, NOT, TRUE, FALSE or ( expected');
}

function nameOf({ text }: { text: string }): string {
  const plain = text.startsWith('"') ? text.slice(1, -1) : text;
  return plain.startsWith('arn:') ? plain.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, '') : plain;
}
