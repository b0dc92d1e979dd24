import type { RefreshResult, Unavailable } from '../../core/broker.ts';
import { isFault } from '../../core/fault.ts';
import type { GrantState } from '../../core/grant/state.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { TELLING } from '../../core/incident/keep-told.ts';
import type { Instant } from '../../core/time.ts';
import type { DeclaredGrant } from './declared-grants.ts';
import { refusedFingerprint } from './refused-fingerprint.ts';

/** What is known of a grant after its check. */
export interface GrantRecord {
  readonly state: GrantState | undefined;
  readonly incident: Incident | undefined;
}

export interface CheckParts {
  /** The active check: asks the issuer for a new token, latches, tells people of a dead grant. */
  check(
    grant: string,
    refusal: { daemon: string; fingerprint: string | null; evidence: readonly string[] },
  ): Promise<RefreshResult>;
  record(grant: string): Promise<GrantRecord>;
  failed(what: string, error: unknown): void;
  now(): Instant;
}

/** A grant, and how it was found. */
export interface CheckedGrant {
  readonly grant: DeclaredGrant;
  readonly result: RefreshResult;
  readonly refused: string | null;
  /** People know, or will hear of it from whoever refreshes. */
  readonly isTold: boolean;
}

/** Checks a grant whose token a daemon was refused with. Never fails: what could not be checked is unavailable. */
export async function checkedGrant(
  parts: CheckParts,
  grant: DeclaredGrant,
  { daemon, lines }: { daemon: string; lines: readonly string[] },
): Promise<CheckedGrant> {
  const { name } = grant;
  const refused = refusedFingerprint(lines, name);
  try {
    const result = await parts.check(name, { daemon, fingerprint: refused, evidence: lines });
    return { grant, result, refused, isTold: isTold(await parts.record(name), { result, now: parts.now() }) };
  } catch (error) {
    parts.failed(name, error);
    return { grant, result: notChecked(name, error), refused, isTold: false };
  }
}

/**
 * A grant that backs off is in the hands of whoever refreshes: people hear of it when its token runs short, or after
 * failures in a row. An end that is foreseen does not explain a refusal today.
 */
function isTold(
  { state, incident }: GrantRecord,
  { result, now }: { result: RefreshResult; now: Instant },
): boolean {
  if (result.kind === 'unavailable' && state?.backoff) return true;
  if (!incident || incident.closedAt !== null || incident.condition.reason === 'EndForeseen') return false;
  // Who opened it a moment ago is just telling people.
  return incident.notifiedAt !== null || now - incident.openedAt < TELLING;
}

function notChecked(grant: string, error: unknown): Unavailable {
  const why = isFault(error) ? error.message : 'an error that evergrant does not know';
  return {
    kind: 'unavailable',
    reason: 'GrantUnchecked',
    message: `a daemon is refused, and its grant could not be checked: ${why}`,
    remedy: (isFault(error) ? error.remedy : undefined) ?? `evergrant refresh ${grant}`,
    retryable: true,
  };
}
