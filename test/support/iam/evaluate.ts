import { NotUnderstood } from '../not-understood.ts';
import { conditionHolds } from './condition.ts';
import { globMatches } from './glob.ts';
import type { IamRequest, Principal } from './iam-request.ts';
import type { Patterns, Policy, Principals, Statement } from './policy-document.ts';
import { substituted } from './policy-variables.ts';

export interface PolicySet {
  /** Policies of the role. */
  readonly identity: readonly Policy[];
  /** The policy of the resource: of a secret, a topic, a queue, a key, a function. */
  readonly resource?: Policy | undefined;
  readonly boundary?: Policy | undefined;
}

/** A statement that let a request through. */
export interface Grant {
  readonly policy: string;
  readonly statement: Statement;
}

export type Decision =
  | { readonly kind: 'allowed'; readonly by: readonly Grant[] }
  | { readonly kind: 'denied'; readonly explicit: boolean; readonly why: string };

/**
 * IAM's decision on a request within one account, or over two: an explicit deny anywhere wins; nothing is allowed by
 * default; a boundary limits what the policies of a role and of a resource allow to it.
 *
 * A key of KMS and a role's trust go by their own policy: a role needs to be named there, or its account must be, and
 * then the role's policies decide.
 *
 * @see IAM User Guide, "Policy evaluation logic"; KMS Developer Guide, "Key policies"
 */
export function evaluate(request: IamRequest, policies: PolicySet): Decision {
  const { principal } = request;
  const all = [...policies.identity, ...present(policies.resource), ...present(policies.boundary)];
  const [denied] = matching(request, all, 'Deny');
  if (denied)
    return { kind: 'denied', explicit: true, why: `${denied.policy} ${denied.statement.sid ?? ''}`.trim() };

  const allows = matching(request, present(policies.resource), 'Allow');
  const direct = allows.filter(({ statement }) => names(statement.principals, principal) === 'directly');
  if (principal.kind === 'service')
    return decision(direct, 'the policy of the resource does not name the service');

  const identity = matching(request, policies.identity, 'Allow');
  if (policies.boundary && matching(request, [policies.boundary], 'Allow').length === 0) {
    return implicit(`the boundary ${policies.boundary.name} does not allow it`);
  }
  const service = request.action.split(':')[0];
  const own = service === 'kms' || service === 'sts';
  if (own && !policies.resource && request.resource !== '*') {
    throw new NotUnderstood(`${request.action} without the policy of ${request.resource}`);
  }
  const foreign =
    accountOf(request.resource) !== undefined && accountOf(request.resource) !== principal.account;
  if (foreign) {
    if (allows.length === 0) return implicit('the policy of the resource does not allow the other account');
    return decision(identity, 'the policies of the role do not allow it');
  }
  if (own && policies.resource) {
    const delegated = allows.length > direct.length ? identity : [];
    return decision([...direct, ...delegated], 'neither names the policy the role, nor do both allow it');
  }
  return decision([...identity, ...direct], 'no policy allows it');
}

function decision(by: readonly Grant[], otherwise: string): Decision {
  return by.length > 0 ? { kind: 'allowed', by } : implicit(otherwise);
}

function implicit(why: string): Decision {
  return { kind: 'denied', explicit: false, why };
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function matching(
  request: IamRequest,
  policies: readonly Policy[],
  effect: Statement['effect'],
): readonly Grant[] {
  return policies.flatMap(({ name, statements }) =>
    statements
      .filter((statement) => statement.effect === effect && applies(statement, request))
      .map((statement) => ({ policy: name, statement })),
  );
}

function applies(statement: Statement, request: IamRequest): boolean {
  const { actions, resources, principals, conditions } = statement;
  const action = request.action.toLowerCase();
  const resourceMatches = (pattern: string) => {
    const filled = substituted(pattern, request.context);
    return filled !== undefined && globMatches(filled, request.resource);
  };
  return (
    names(principals, request.principal) !== 'not' &&
    matchesPatterns(actions, (pattern) => globMatches(pattern.toLowerCase(), action)) &&
    (resources === undefined || matchesPatterns(resources, resourceMatches)) &&
    conditions.every((condition) => conditionHolds(condition, request))
  );
}

function matchesPatterns({ negated, patterns }: Patterns, matches: (pattern: string) => boolean): boolean {
  return patterns.some(matches) !== negated;
}

/** An account in `Principal` lets its own policies decide; it names none of its roles. */
function names(principals: Principals | undefined, principal: Principal): 'directly' | 'byAccount' | 'not' {
  if (principals === undefined) return principal.kind === 'role' ? 'directly' : 'not';
  if (principals.aws.includes('*')) return 'directly';
  if (principal.kind === 'service') return principals.services.includes(principal.name) ? 'directly' : 'not';
  if (principals.aws.includes(principal.arn)) return 'directly';
  const accounts = [principal.account, `arn:aws:iam::${principal.account}:root`];
  return principals.aws.some((each) => accounts.includes(each)) ? 'byAccount' : 'not';
}

function accountOf(resource: string): string | undefined {
  return resource.split(':')[4] || undefined;
}
