import type { RefreshResult, Unavailable } from '../../core/broker.ts';
import { isFault } from '../../core/fault.ts';
import type { GrantState } from '../../core/grant/state.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { TELLING } from '../../core/incident/keep-told.ts';
import { isTooYoung, replaceableFrom } from '../../core/refresh/refused.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
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
  sleep(span: Milliseconds): Promise<void>;
}

/** A grant, and how it was found. */
export interface CheckedGrant {
  readonly grant: DeclaredGrant;
  readonly result: RefreshResult;
  readonly refused: string | null;
  /** People know, or will hear of it from whoever refreshes. */
  readonly isTold: boolean;
}

/** A refusal as an alarm told of it. */
export interface RefusalHeard {
  readonly daemon: string;
  /** Redacted lines of refusals, newest last. */
  readonly lines: readonly string[];
  /** When the alarm rang. */
  readonly since: Instant;
}

/**
 * Checks a grant whose token a daemon was refused with. A token that is too young to be replaced tells nothing yet, so it
 * is waited for: a minute at most. Never fails: what could not be checked is unavailable.
 */
export async function checkedGrant(
  parts: CheckParts,
  grant: DeclaredGrant,
  { daemon, lines, since }: RefusalHeard,
): Promise<CheckedGrant> {
  const { name } = grant;
  const refused = refusedFingerprint(lines, name);
  const check = (fingerprint: string | null) => parts.check(name, { daemon, fingerprint, evidence: lines });
  try {
    let result = await check(refused);
    const spared = sparedToken(await parts.record(name), { now: parts.now(), since });
    if (spared) {
      await parts.sleep(spared.span);
      result = await check(spared.fingerprint);
    }
    return { grant, result, refused, isTold: isTold(await parts.record(name), { result, now: parts.now() }) };
  } catch (error) {
    parts.failed(name, error);
    return { grant, result: notChecked(name, error), refused, isTold: false };
  }
}

/** The token in force, where it was refused and is kept for being young. One that was issued since the alarm rang is proof enough. */
function sparedToken(
  { state }: GrantRecord,
  { now, since }: { now: Instant; since: Instant },
): { readonly fingerprint: string | null; readonly span: Milliseconds } | undefined {
  if (!state || state.accessRefusedAt === null) return undefined;
  const issuerNow = now + state.clockOffset;
  const isProof = (state.issuedAt ?? 0) - state.clockOffset > since;
  if (isProof || !isTooYoung(state, issuerNow)) return undefined;
  const span = replaceableFrom(state, issuerNow) - issuerNow + MARGIN;
  return { fingerprint: state.fingerprint, span };
}

/** The clock of `refresh` is another one. */
const MARGIN: Milliseconds = SECOND / 2;

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
