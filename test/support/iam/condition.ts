import { NotUnderstood } from '../not-understood.ts';
import { checkConditionKey } from './condition-keys.ts';
import { arnMatches, globMatches } from './glob.ts';
import type { IamRequest } from './iam-request.ts';
import type { Condition } from './policy-document.ts';
import { substituted } from './policy-variables.ts';

/** @throws NotUnderstood for an operator or a key that is not known */
export function checkCondition({ operator, key }: Condition): void {
  checkConditionKey(key);
  const [, , name = ''] = OPERATOR.exec(operator) ?? [];
  if (name !== 'Null' && !OPERATORS[name]) throw new NotUnderstood(`the condition operator ${operator}`);
}

/**
 * Does the request meet the condition? The values of one key are alternatives; a key that the request does not have
 * fails a plain operator and meets a negated one, `…IfExists` and `ForAllValues:`.
 *
 * @see IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context keys"
 */
export function conditionHolds(condition: Condition, { context }: IamRequest): boolean {
  const found = valuesOf(context, condition.key);
  const [, set, name = '', ifExists] = OPERATOR.exec(condition.operator) ?? [];
  if (name === 'Null') return condition.values.includes(String(found === undefined));
  const operator = OPERATORS[name];
  if (!operator) throw new NotUnderstood(`the condition operator ${condition.operator}`);
  if (found === undefined)
    return ifExists !== undefined || set === 'ForAllValues' || (set === undefined && operator.negated);
  const wanted = condition.values.map((value) => substituted(value, context));
  const meets = (value: string) =>
    wanted.some((pattern) => pattern !== undefined && operator.matches(pattern, value)) !== operator.negated;
  if (set === 'ForAnyValue') return found.some(meets);
  if (set === undefined && found.length > 1) {
    throw new NotUnderstood(`${condition.operator} on ${condition.key}, which has several values`);
  }
  return found.every(meets);
}

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?(.+?)(IfExists)?$/;

interface Operator {
  readonly negated: boolean;
  matches(pattern: string, value: string): boolean;
}

const equal = (pattern: string, value: string) => pattern === value;
const equalInAnyCase = (pattern: string, value: string) => pattern.toLowerCase() === value.toLowerCase();

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { negated: false, matches: equal },
  StringNotEquals: { negated: true, matches: equal },
  StringEqualsIgnoreCase: { negated: false, matches: equalInAnyCase },
  StringLike: { negated: false, matches: globMatches },
  StringNotLike: { negated: true, matches: globMatches },
  ArnEquals: { negated: false, matches: arnMatches },
  ArnLike: { negated: false, matches: arnMatches },
  ArnNotEquals: { negated: true, matches: arnMatches },
  ArnNotLike: { negated: true, matches: arnMatches },
  Bool: { negated: false, matches: equalInAnyCase },
};

/** Names of keys are the same in any case of letters. */
function valuesOf(context: IamRequest['context'], key: string): readonly string[] | undefined {
  const entry = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  if (!entry) return undefined;
  const [, value] = entry;
  return typeof value === 'string' ? [value] : value;
}
