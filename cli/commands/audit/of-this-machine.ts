import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { machineName } from '../../../adapters/machine/machine-name.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { StatusDocument } from '../../../core/status.ts';
import { gatherAudit } from '../../../host/audit/gather-audit.ts';
import { brokerFor } from '../../broker-for.ts';
import { type Io, sayLine } from '../../io.ts';
import type { Audited } from './audited.ts';

/**
 * Gathers the audit of this machine, whether a broker runs or not.
 * @throws Fault `OtherEngine` when a host is named: a declaration of one machine has none
 */
export async function auditOfThisMachine(
  declaration: Declaration,
  { host, io }: { host: string | undefined; io: Io },
): Promise<Audited> {
  if (host !== undefined) throw noHosts(host, declaration.deployment);
  const { stateDirectory: directory } = machineEngine(declaration);
  const status = await statusOf(declaration, io);
  const audit = await gatherAudit({
    host: machineName(),
    service: 'evergrant up',
    daemons: declaration.daemons.values(),
    ledger: new FileLedger({
      fileSystem: nodeFileSystem,
      directory,
      onDamage: ({ name, paths }) =>
        sayLine(io, `evergrant: ${name} is damaged (${paths.join(', ')}); the last good value is in use`),
    }),
    locks: directory,
    status,
    paths: ['/', directory],
    environment: io.environment,
    now: Date.now(),
  });
  return { audit, reportedAt: null };
}

/** While no broker runs this process is it, and not for longer than it must: logs may take a while to read. */
async function statusOf(declaration: Declaration, io: Io): Promise<StatusDocument> {
  const { broker, close } = await brokerFor(declaration, { io, command: 'evergrant audit' });
  try {
    return await broker.status();
  } finally {
    await close();
  }
}

function noHosts(host: string, deployment: string): Fault {
  return new Fault({
    code: 'OtherEngine',
    message: `deployment ${deployment} runs on one machine and has no hosts, so there is no "${host}" to audit`,
    remedy:
      'audit this machine: evergrant audit; or name the declaration of a deployment in AWS: --config FILE',
    exitCode: ExitCode.Configuration,
  });
}
