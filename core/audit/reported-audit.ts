import type { HostDeclaration } from '../config/host-declaration.ts';
import type { HostReport } from '../host/host-report.ts';
import { hostStatus } from '../host/host-status.ts';
import { hostTroubles } from '../host/host-troubles.ts';
import type { StatusDocument } from '../status.ts';
import { type Instant, toIso } from '../time.ts';
import { credentialAudits } from './credential-audits.ts';
import type { AuditFinding, HostAudit } from './host-audit.ts';

/**
 * The audit of a host as seen from the deployment: what the host gathered, with its credentials as the ledger has them, for a
 * host knows tokens and no grants, and with what is wrong with the host itself.
 */
export function reportedAudit(
  audit: HostAudit,
  look: { host: HostDeclaration; report: HostReport; status: StatusDocument; now: Instant },
): HostAudit {
  const { host, report, status, now } = look;
  const ours = new Set(host.tokens.map(({ credential }) => credential.name));
  return {
    ...audit,
    credentials: credentialAudits(status).filter(({ name }) => ours.has(name)),
    findings: [
      // Of a log that it cannot read the host daemon tells by itself.
      ...audit.findings.filter(({ code }) => !report.findings.some((told) => told.code === code)),
      ...report.findings,
      ...aboutHost(look, now),
    ],
  };
}

function aboutHost(
  { host, report }: { host: HostDeclaration; report: HostReport },
  now: Instant,
): readonly AuditFinding[] {
  const status = hostStatus(host, report, now);
  const silent: readonly AuditFinding[] =
    status.state === 'silent'
      ? [
          {
            code: 'HostSilent',
            message: `not heard of since ${toIso(report.at)}: what stands here was true then`,
            remedy: `evergrant ssh ${host.name}, then: sudo evergrant-host audit`,
          },
        ]
      : [];
  const others = hostTroubles({ ...status, state: 'reporting' });
  return [...silent, ...others.map(({ message, remedy }) => ({ code: 'HostTrouble', message, remedy }))];
}
