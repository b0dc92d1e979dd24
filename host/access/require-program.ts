import { findProgram } from '../../adapters/local-command/find-program.ts';
import { Fault } from '../../core/fault.ts';

/** Programs of the operator's machine that a command starts, and how one gets them. */
const INSTALL = {
  ssh: 'install the OpenSSH client: apt-get install openssh-client, or dnf install openssh-clients',
  aws: 'install the AWS CLI, version 2: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  'session-manager-plugin':
    'install the Session Manager plugin: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
  sudo: 'run this as root, or pipe the script to a shell of root: evergrant join HOST | su -c bash',
  bash: 'install bash',
} as const;

/**
 * Looks for a program before anything is made for it.
 * @throws Fault `ProgramMissing` that says how to install it
 */
export async function requireProgram(
  program: keyof typeof INSTALL,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const found = await findProgram(program, environment);
  if (found.kind === 'found') return;
  throw new Fault({
    code: 'ProgramMissing',
    message:
      found.kind === 'missing'
        ? `the program ${program} is not on this machine`
        : `the program ${found.path} may not be run`,
    remedy: found.kind === 'missing' ? INSTALL[program] : `chmod +x ${found.path}`,
  });
}
