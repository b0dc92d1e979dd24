import { type Decision, evaluate } from '../iam/evaluate.ts';
import { globMatches } from '../iam/glob.ts';
import type { IamRequest } from '../iam/iam-request.ts';
import { NotUnderstood } from '../not-understood.ts';
import type { DeployedResource } from '../template/deploy-stacks.ts';
import type { Place } from './identities.ts';
import { type RolePolicies, resourcePoliciesOf, rolesOf } from './policies.ts';

/** A call that the synthesized policies did not allow. */
export interface Denial {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly why: string;
}

/** Decides by the policies of a deployment and remembers what was used. */
export interface Authoriser {
  /** @param principal ARN of a role of the deployment, or a service: `cloudwatch.amazonaws.com` */
  decide(principal: string, request: Omit<IamRequest, 'principal'>): Decision;
  /** May the service act as the role? By the role's trust policy; a role of another deployment is refused. */
  assume(service: string, role: string, context: IamRequest['context']): Decision;
  readonly denials: readonly Denial[];
  /** `role: action on resource`, for each pattern that a role is granted and that let no call through. */
  unused(): readonly string[];
}

export function authoriser(resources: readonly DeployedResource[], { account }: Place): Authoriser {
  const roles = new Map(rolesOf(resources).map((role) => [role.arn, role] as const));
  const policies = resourcePoliciesOf(resources);
  const denials: Denial[] = [];
  const used = new Set<string>();

  const grantsOf = (role: RolePolicies) =>
    role.identity.flatMap(({ statements }) =>
      statements
        .filter(({ effect }) => effect === 'Allow')
        .flatMap((statement) => statement.actions.patterns.map((action) => ({ statement, action }))),
    );
  const nameOf = (role: RolePolicies, grant: ReturnType<typeof grantsOf>[number]) =>
    `${role.name}: ${grant.action} on ${grant.statement.resources?.patterns.join(', ')}`;

  return {
    denials,
    decide(principal, asked) {
      const role = roles.get(principal);
      if (!role && !principal.endsWith('.amazonaws.com'))
        throw new NotUnderstood(`the principal ${principal}`);
      const request: IamRequest = {
        ...asked,
        context: { 'aws:SecureTransport': 'true', 'aws:PrincipalArn': principal, ...asked.context },
        principal: role ? { kind: 'role', arn: role.arn, account } : { kind: 'service', name: principal },
      };
      const resource = policies.get(request.resource);
      const decision = evaluate(request, {
        identity: role?.identity ?? [],
        boundary: role?.boundary,
        resource,
      });
      if (decision.kind === 'denied') {
        denials.push({ principal, action: request.action, resource: request.resource, why: decision.why });
        return decision;
      }
      for (const { statement } of decision.by) {
        for (const grant of role ? grantsOf(role) : []) {
          if (grant.statement !== statement || !role) continue;
          if (globMatches(grant.action.toLowerCase(), request.action.toLowerCase()))
            used.add(nameOf(role, grant));
        }
      }
      return decision;
    },
    assume(service, role, context) {
      const trust = roles.get(role)?.trust;
      if (!trust) throw new NotUnderstood(`the role ${role}`);
      const asked = { action: 'sts:AssumeRole', resource: role };
      const request: IamRequest = { ...asked, context, principal: { kind: 'service', name: service } };
      const decision = evaluate(request, { identity: [], resource: trust });
      if (decision.kind === 'denied') denials.push({ ...asked, principal: service, why: decision.why });
      return decision;
    },
    unused: () =>
      [...roles.values()].flatMap((role) =>
        grantsOf(role)
          .map((grant) => nameOf(role, grant))
          .filter((name) => !used.has(name)),
      ),
  };
}
