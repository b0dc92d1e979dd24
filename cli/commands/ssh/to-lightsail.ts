import { isIPv6 } from 'node:net';
import { instanceAccess } from '../../../adapters/lightsail/instance-access.ts';
import { lightsailClient } from '../../../adapters/lightsail/lightsail-client.ts';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import type { HostDeclaration } from '../../../core/config/host-declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { InstanceAccess } from '../../../core/host/instance-access.ts';
import { sshCommand } from '../../../core/host/ssh-command.ts';
import { formatSpan, toIso } from '../../../core/time.ts';
import { openHostAccess } from '../../../host/access/host-access.ts';
import { requireProgram } from '../../../host/access/require-program.ts';
import { runWithAccess } from '../../../host/access/run-with-access.ts';
import { processSignals } from '../../../host/supervisor/process-signals.ts';
import { awsEngine } from '../../deployment-of.ts';
import { type Io, sayLine } from '../../io.ts';
import { printCommand } from './print-command.ts';
import type { SshRequest } from './ssh-request.ts';

/** Connects to a Lightsail instance with access that AWS made for this once. */
export async function toLightsail(request: SshRequest & { readonly instance: string }): Promise<number> {
  const { declaration, host, instance, words, options, io } = request;
  const { environment } = io;
  if (!options.print) await requireProgram('ssh', environment);
  const engine = awsEngine(declaration);
  const { found } = await openHostAccess({ deployment: declaration.deployment, engine });
  const { region } = engine;
  const now = systemClock.now();
  const whenMissing =
    host.kind === 'lightsail'
      ? 'deploy it: npx cdk deploy --all'
      : `name one of: aws lightsail get-instances --region ${region} --query 'instances[].name'`;
  const access = await instanceAccess(lightsailClient({ region }), { instance, region, whenMissing, now });
  const address = addressOf(access, options.ipv6 === true);
  if (options.print) {
    const paths = PLACEHOLDERS;
    printCommand(sshCommand({ access, address, paths, command: words }), {
      request,
      expiresAt: access.expiresAt,
    });
    return ExitCode.Good;
  }
  warnOfClosedPort(host, io);
  sayLine(
    io,
    `temporary access to ${instance} as ${access.user}, for ${found.caller}: new connections until ${toIso(access.expiresAt)} (${formatSpan(access.expiresAt - now)})`,
  );
  return await runWithAccess(access, { address, command: words, environment, signals: processSignals, now });
}

/** Where the files would lie. */
const PLACEHOLDERS = {
  privateKey: 'DIRECTORY/key',
  certificate: 'DIRECTORY/key-cert.pub',
  knownHosts: 'DIRECTORY/known_hosts',
};

function addressOf({ addresses, instance }: InstanceAccess, ipv6: boolean): string {
  const address = ipv6 ? addresses.find((each) => isIPv6(each)) : addresses[0];
  if (address !== undefined) return address;
  throw new Fault({
    code: 'OptionInvalid',
    message: `--ipv6: ${instance} has no address of version 6`,
    remedy: 'leave it out',
    exitCode: ExitCode.Usage,
  });
}

/** The declared firewall is what a deploy makes; somebody may have opened the port by hand, so it is tried. */
function warnOfClosedPort(host: HostDeclaration, io: Io): void {
  if (host.kind !== 'lightsail' || host.ports.some(({ port }) => port === 22)) return;
  sayLine(
    io,
    `warning: the declaration opens no port 22 of ${host.name}, so a connection is likely to time out`,
  );
  sayLine(
    io,
    `next: declare ports: [{ port: 22, from: [YOUR-ADDRESS/32] }] under hosts.${host.name}, then npx cdk deploy --all`,
  );
}
