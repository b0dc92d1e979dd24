import type { Condition, Incident, IncidentNotice, Severity } from '../../core/incident/incident.ts';

/** When the notices of {@link noticeOf} are sent. */
export const NOTICE_AT = Date.parse('2026-05-13T14:30:00Z');

/** A revoked Google grant whose last token still lives for 200 seconds at {@link NOTICE_AT}. */
export function conditionFor(severity: Severity, changes: Partial<Condition> = {}): Condition {
  return {
    severity,
    reason: 'RefreshTokenRevoked',
    message: 'the issuer says that the grant is expired or revoked',
    remedy: 'evergrant login crew-sheets',
    causes: [
      { cause: 'access was removed in the Google account', evidence: 'the grant was used 30 minutes ago' },
    ],
    evidence: ['[port-sheet] token error: HTTP Error 400: Bad Request'],
    worksUntil: NOTICE_AT + 200_000,
    affected: ['port-sheet', 'port-sheet-token'],
    stageAt: null,
    ...changes,
  };
}

/** A message about an incident of grant `crew-sheets` that opened an hour before. */
export function noticeOf(
  kind: IncidentNotice['kind'],
  { condition = conditionFor('critical'), ...changes }: Partial<Incident> = {},
): IncidentNotice {
  const openedAt = kind === 'opened' ? NOTICE_AT : NOTICE_AT - 3_600_000;
  const closedAt = kind === 'closed' ? NOTICE_AT : null;
  const incident: Incident = {
    schema: 1,
    id: 'incident-1',
    grant: 'crew-sheets',
    condition,
    openedAt,
    notifiedAt: NOTICE_AT,
    closedAt,
    closeNotified: kind === 'closed',
    ...changes,
  };
  return { kind, at: NOTICE_AT, deployment: 'jada', incident };
}
