import type { Incident } from '../../core/incident/incident.ts';
import type { CredentialStatus } from '../../core/status.ts';
import { toIso } from '../../core/time.ts';

/** An open incident, for `evergrant status`. */
export function incidentStatus(incident: Incident | null): CredentialStatus['incident'] {
  if (!incident) return null;
  const { severity, reason, message, remedy } = incident.condition;
  return { severity, reason, message, remedy, openedAt: toIso(incident.openedAt) };
}
