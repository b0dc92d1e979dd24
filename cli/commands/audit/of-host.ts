import { reportedAudit } from '../../../core/audit/reported-audit.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import type { HostDeclaration } from '../../../core/config/host-declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { HostReport } from '../../../core/host/host-report.ts';
import { formatSpan } from '../../../core/time.ts';
import { named } from '../../declaration.ts';
import { deploymentOf } from '../../deployment-of.ts';
import type { Io } from '../../io.ts';
import type { Audited } from './audited.ts';

/**
 * The audit in the last report of a host.
 * @throws Fault `UnknownHost`, `HostNotNamed`, `HostNeverReported`, `AuditMissing`
 */
export async function auditOfHost(
  declaration: Declaration,
  { host: name, io }: { host: string | undefined; io: Io },
): Promise<Audited> {
  const host = name === undefined ? theOnlyHost(declaration) : named('host', name, declaration.hosts);
  const { deployment, broker } = await deploymentOf(declaration, io);
  const report = (await deployment.ledger.read('host', host.name))?.item;
  if (!report) throw neverReported(host);
  const { audit } = report;
  const now = Date.now();
  // A later version may write another form of it.
  if (audit?.schema !== 1) throw noAudit(report, now);
  const status = await broker.status();
  return { audit: reportedAudit(audit, { host, report, status, now }), reportedAt: report.at };
}

function theOnlyHost({ hosts, deployment }: Declaration): HostDeclaration {
  const [first, ...others] = hosts.values();
  if (!first) {
    throw new Fault({
      code: 'HostNotNamed',
      message: `deployment ${deployment} declares no hosts`,
      remedy: 'declare one under hosts: (docs/hosts.md)',
      exitCode: ExitCode.Usage,
    });
  }
  if (others.length === 0) return first;
  throw new Fault({
    code: 'HostNotNamed',
    message: `deployment ${deployment} has several hosts: ${[...hosts.keys()].join(', ')}`,
    remedy: `name one of them: evergrant audit ${first.name}`,
    exitCode: ExitCode.Usage,
  });
}

function neverReported({ name, kind }: HostDeclaration): Fault {
  return new Fault({
    code: 'HostNeverReported',
    message: `host ${name} is declared and has never reported, so that nothing is known of it`,
    remedy:
      kind === 'external'
        ? `evergrant join ${name}`
        : `npx cdk deploy --all; if it is deployed: evergrant ssh ${name}, then: sudo evergrant-host self-test`,
    exitCode: ExitCode.NotProvable,
  });
}

function noAudit({ host, at, omitted }: HostReport, now: number): Fault {
  const why = omitted?.audit ? 'it had no room there' : 'it was not gathered yet, or could not be';
  return new Fault({
    code: 'AuditMissing',
    message: `the report of host ${host} of ${formatSpan(now - at)} ago holds no audit: ${why}`,
    remedy: `again in a minute; or there: evergrant ssh ${host}, then: sudo evergrant-host audit`,
    exitCode: ExitCode.NotProvable,
  });
}
