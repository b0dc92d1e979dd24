import { ExitCode } from '../exit-code.ts';
import { Fault } from '../fault.ts';
import type { ConsentGrant, GrantDeclaration } from './grant-declaration.ts';

/**
 * A grant that a person consents to, for what knows no other kind: so far, the aws engine. `evergrant check` refuses
 * the others there.
 * @throws Fault `OtherEngine`
 */
export function consentGrant(grant: GrantDeclaration): ConsentGrant {
  if (grant.kind === 'consent') return grant;
  throw notOfConsent(grant);
}

export function notOfConsent(grant: Pick<GrantDeclaration, 'name' | 'kind'>): Fault {
  return new Fault({
    code: 'OtherEngine',
    message: `grant ${grant.name} is of kind ${grant.kind}, which the machine engine keeps, and no deployment in AWS so far`,
    remedy: 'keep it on a machine, in a declaration of its own',
    exitCode: ExitCode.Configuration,
  });
}
