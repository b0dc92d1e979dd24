import type { Broker } from '../../core/broker.ts';
import type { DaemonEvent } from '../../core/daemon/daemon-event.ts';
import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';

export interface WatchedRefusalsOptions {
  readonly broker: Pick<Broker, 'reportRefusal'>;
  readonly now: () => Instant;
  /** Names of the credentials whose tokens a daemon uses; of one that reports by itself, as a supervised one does: none. */
  readonly credentialsOf: (daemon: string) => readonly string[];
  /** Fingerprint of the token of a credential that this host has delivered; null: none. */
  readonly inForce: (credential: string) => string | null;
  /** Told of each report, with what came of it, for the daemon's log group. */
  readonly onEvent: (event: DaemonEvent) => void;
}

/** How long a credential is left alone after a report: a daemon that complains in a loop must not drive refreshes. */
const PAUSE: Milliseconds = MINUTE;

/** Tells the broker what the lines of watched daemons show. They do not say of which token, so each that one uses is looked into. */
export class WatchedRefusals {
  readonly #options: WatchedRefusalsOptions;
  readonly #reportedAt = new Map<string, Instant>();

  constructor(options: WatchedRefusalsOptions) {
    this.#options = options;
  }

  /** Never waits and never fails: a report that is lost is made by a later line. @param line redacted */
  refused(daemon: string, line: string): void {
    const { now, credentialsOf } = this.#options;
    for (const credential of credentialsOf(daemon)) {
      const last = this.#reportedAt.get(credential);
      // A clock that was set back does not silence it.
      if (last !== undefined && now() >= last && now() - last < PAUSE) continue;
      this.#reportedAt.set(credential, now());
      void this.#report({ daemon, credential, line });
    }
  }

  async #report({ daemon, credential, line }: { daemon: string; credential: string; line: string }) {
    const { broker, inForce, now, onEvent } = this.#options;
    const fingerprint = inForce(credential);
    try {
      const answer = await broker.reportRefusal(credential, { fingerprint, daemon, evidence: [line] });
      onEvent({
        at: now(),
        daemon,
        type: 'refusalReported',
        grant: credential,
        fingerprint,
        answer: answer.kind === 'unavailable' ? answer.reason : answer.kind,
      });
    } catch {
      // Its records could not be written: a later line tells it again.
    }
  }
}
