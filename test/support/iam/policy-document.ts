import { z } from 'zod';
import { type Json, listOf } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';
import { checkCondition } from './condition.ts';

/** A policy, of an identity, of a resource or a boundary. */
export interface Policy {
  /** Whose it is, for messages: `RefreshRoleDefaultPolicy`. */
  readonly name: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  /** Undefined where the policy names none: a trust policy. */
  readonly resources: Patterns | undefined;
  /** Undefined in policies of identities. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface Principals {
  /** ARNs, account numbers or `*`. */
  readonly aws: readonly string[];
  /** `cloudwatch.amazonaws.com` */
  readonly services: readonly string[];
}

/** `"ForAnyValue:StringLike": { "aws:CalledVia": [...] }` is one of these. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** @throws NotUnderstood for an element, an operator or a key that is not known, also where no request would meet it */
export function readPolicy(name: string, document: Json): Policy {
  const parsed = DOCUMENT.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new NotUnderstood(`the policy ${name}: ${problems.join('; ')}`);
  }
  return { name, statements: listOf(parsed.data.Statement).map((raw) => readStatement(name, raw)) };
}

function readStatement(name: string, raw: z.infer<typeof STATEMENT>): Statement {
  const actions = patternsOf(raw.Action, raw.NotAction);
  if (!actions) throw new NotUnderstood(`a statement of ${name} without one of Action and NotAction`);
  const conditions = Object.entries(raw.Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values).map(String) })),
  );
  for (const condition of conditions) checkCondition(condition);
  return {
    sid: raw.Sid,
    effect: raw.Effect,
    actions,
    resources: patternsOf(raw.Resource, raw.NotResource),
    principals: raw.Principal === undefined ? undefined : principalsOf(raw.Principal),
    conditions,
  };
}

function patternsOf(plain: OneOrMore | undefined, negated: OneOrMore | undefined): Patterns | undefined {
  if (plain !== undefined && negated !== undefined) return undefined;
  if (plain !== undefined) return { negated: false, patterns: listOf(plain) };
  return negated === undefined ? undefined : { negated: true, patterns: listOf(negated) };
}

function principalsOf(principal: z.infer<typeof PRINCIPAL>): Principals {
  if (principal === '*') return { aws: ['*'], services: [] };
  return { aws: listOf(principal.AWS ?? []), services: listOf(principal.Service ?? []) };
}

type OneOrMore = string | readonly string[];

const oneOrMore = z.union([z.string(), z.array(z.string()).readonly()]);
const scalar = z.union([z.string(), z.boolean(), z.number()]);

const PRINCIPAL = z.union([
  z.literal('*'),
  z.strictObject({ AWS: oneOrMore.optional(), Service: oneOrMore.optional() }),
]);

const STATEMENT = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: PRINCIPAL.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([scalar, z.array(scalar).readonly()])))
    .default({}),
});

const DOCUMENT = z.strictObject({
  /** Older documents have no policy variables. */
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([STATEMENT, z.array(STATEMENT).readonly()]),
});
