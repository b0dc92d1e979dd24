import { ExitCode } from '../exit-code.ts';
import type { HostAudit } from './host-audit.ts';

/** States in which a credential waits for a person. */
const DEAD: ReadonlySet<string> = new Set(['consentRequired', 'noGrant', 'refused', 'noKey']);

/** `Failed`: a credential waits for a person, or a unit that is declared does not run; `Expiring`: there are findings. */
export function auditExitCode({ credentials, findings }: HostAudit): ExitCode {
  const isDown = findings.some(({ code }) => code === 'UnitNotRunning' || code === 'UnitMissing');
  if (isDown || credentials.some(({ state }) => DEAD.has(state))) return ExitCode.Failed;
  return findings.length > 0 ? ExitCode.Expiring : ExitCode.Good;
}
