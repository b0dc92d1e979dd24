import { ExitCode } from '../exit-code.ts';
import { Fault } from '../fault.ts';

/** What whoever wants to sign in to a grant that stands by policy is told. */
export function noConsentNeeded(grant: string): Fault {
  return new Fault({
    code: 'NoConsentNeeded',
    message: `grant ${grant} needs no login: it stands by a policy of its issuer, and a token is asked for as it is needed`,
    remedy: `evergrant refresh ${grant}; evergrant status ${grant}`,
    exitCode: ExitCode.Usage,
  });
}
