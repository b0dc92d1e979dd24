import { ExitCode } from '../exit-code.ts';
import type { CredentialAudit, HostAudit } from './host-audit.ts';

/** States in which a credential waits for a person. What we sign ourselves is made at need. */
const DEAD: Readonly<Record<CredentialAudit['kind'], ReadonlySet<string>>> = {
  grant: new Set(['consentRequired', 'noGrant']),
  apiKey: new Set(['noKey', 'refused']),
  signingKey: new Set(),
  agentToken: new Set(),
};

/** Findings that say that something which is declared does not run. */
const DOWN: ReadonlySet<string> = new Set(['UnitNotRunning', 'UnitMissing', 'DaemonNotSupervised']);

/**
 * `Failed`: a credential waits for a person, or a daemon that is declared does not run. `Expiring`: a credential will, or there
 * are other findings. `NotProvable`: nobody keeps the credentials, or an answer was lost. The gravest counts.
 */
export function auditExitCode({
  service,
  credentials,
  findings,
}: Pick<HostAudit, 'service' | 'credentials' | 'findings'>): ExitCode {
  if (findings.some(({ code }) => DOWN.has(code)) || credentials.some(isDead)) return ExitCode.Failed;
  if (findings.some(({ code }) => code !== 'ServiceNotRunning') || credentials.some(endsSoon))
    return ExitCode.Expiring;
  return service.running && !credentials.some(isUnsettled) ? ExitCode.Good : ExitCode.NotProvable;
}

function isDead({ kind, state, trouble }: CredentialAudit): boolean {
  return DEAD[kind].has(state) || (trouble?.severity === 'critical' && state !== 'unsettled');
}

function endsSoon({ trouble }: CredentialAudit): boolean {
  return trouble?.severity === 'warning';
}

function isUnsettled({ state }: CredentialAudit): boolean {
  return state === 'unsettled';
}
