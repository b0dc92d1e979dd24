import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { lightsailInstanceName } from '../../../core/host/lightsail-instance-name.ts';
import { declarationFor, named } from '../../declaration.ts';
import { awsEngine } from '../../deployment-of.ts';
import type { Io } from '../../io.ts';
import { quietTheSdk } from '../../quiet-sdk.ts';
import type { SshOptions, SshRequest } from './ssh-request.ts';

/** Opens a shell on a host, by the way that its kind has. @returns the exit code of the program that was started */
export async function ssh(
  name: string,
  { words, options, io }: { words: readonly string[]; options: SshOptions; io: Io },
): Promise<number> {
  if (options.json && !options.print) throw misused('--json says what --print prints', 'add --print');
  const { declaration } = await declarationFor(options, io);
  awsEngine(declaration);
  quietTheSdk();
  const request: SshRequest = {
    declaration,
    host: named('host', name, declaration.hosts),
    words,
    options,
    io,
  };
  const instance = instanceOf(request);
  if (instance !== undefined)
    return (await import('./to-lightsail.ts')).toLightsail({ ...request, instance });
  refuseWithoutSsh(request);
  return await (await import('./by-session.ts')).bySession(request);
}

/** The Lightsail instance to connect to; undefined: the host is reached otherwise. */
function instanceOf({ declaration, host, options }: SshRequest): string | undefined {
  const { instance, session } = options;
  if (instance !== undefined && session)
    throw misused('--instance and --session exclude one another', 'leave one of them out');
  if (instance !== undefined && host.kind !== 'external')
    throw misused(
      `--instance is for external hosts, and ${host.name} is declared ${host.kind}`,
      `evergrant ssh ${host.name}`,
    );
  if (host.kind !== 'lightsail') return instance;
  return session ? undefined : lightsailInstanceName(declaration.deployment, host);
}

/** Of what Session Manager cannot do, or not without being paid for. */
function refuseWithoutSsh({ host, words, options }: SshRequest): void {
  if (options.ipv6)
    throw misused(`--ipv6 is for ssh, and ${host.name} is reached through Session Manager`, 'leave it out');
  if (words.length > 0)
    throw misused(
      `${host.name} is reached through Session Manager, which opens a shell and gives no exit code of a command back`,
      `evergrant ssh ${host.name}, then: ${words.join(' ')}`,
    );
  if (host.kind === 'external' && !options.session)
    throw new Fault({
      code: 'HostIsYours',
      message: `${host.name} is a machine of your own: evergrant has no key to it, and Session Manager reaches machines that are not of EC2 only where its advanced tier is on, which is paid per machine and hour`,
      remedy: `use your own ssh; for an instance of Lightsail: evergrant ssh ${host.name} --instance NAME; with the advanced tier: evergrant ssh ${host.name} --session`,
      exitCode: ExitCode.Usage,
    });
}

function misused(message: string, remedy: string): Fault {
  return new Fault({ code: 'OptionInvalid', message, remedy, exitCode: ExitCode.Usage });
}
