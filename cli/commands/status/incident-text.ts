import type pc from 'picocolors';
import type { CredentialStatus } from '../../../core/status.ts';

/** What needs attention, and the command that repairs it; nothing where there is no incident. */
export function incidentLines(
  incident: CredentialStatus['incident'],
  colours: ReturnType<typeof pc.createColors>,
): string[] {
  if (!incident) return [];
  const { severity, reason, message, remedy } = incident;
  const paint = severity === 'critical' ? colours.red : colours.yellow;
  return [paint(`  ! ${severity} ${reason}: ${message}`), `    next: ${remedy}`];
}
