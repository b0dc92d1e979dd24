import type { Declaration } from '../../core/config/declaration.ts';
import type { GrantContexts } from '../../core/grant/grant-contexts.ts';
import type { GrantState } from '../../core/grant/state.ts';
import type { Incidents } from '../../core/incident/incidents.ts';
import type { Instant } from '../../core/time.ts';
import type { Deliveries } from './deliveries.ts';
import type { Findings } from './findings.ts';

/** What an attendant works with. */
export interface AttendantParts {
  readonly declaration: Declaration;
  readonly contexts: GrantContexts;
  readonly deliveries: Deliveries;
  readonly incidents: Incidents;
  readonly findings: Findings;
}

/** Does what follows from each look at a grant: tries sinks again and brings the incident in line. */
export class Attendant {
  readonly #parts: AttendantParts;
  /** Redacted lines of consumers that were refused, by grant, since its last good token. */
  readonly #evidence = new Map<string, readonly string[]>();

  constructor(parts: AttendantParts) {
    this.#parts = parts;
  }

  /** Keeps what a refused consumer printed, until the grant is well again. */
  heard(grant: string, evidence: readonly string[]): void {
    this.#evidence.set(grant, evidence.slice(-MOST_EVIDENCE));
  }

  /** @param look `sound`: it succeeded, so what kept an earlier one from succeeding is over */
  async attend(
    name: string,
    { state, now, sound }: { state: GrantState; now: Instant; sound: boolean },
  ): Promise<void> {
    const { declaration, contexts, deliveries, incidents, findings } = this.#parts;
    const grant = declaration.grants.get(name);
    if (!grant) return;
    if (sound) findings.looked(name, state);
    await deliveries.deliver(name);
    if (state.latch === null && state.accessRefusedAt === null) this.#evidence.delete(name);
    await incidents.attend({
      grant,
      state,
      profile: contexts.known(grant),
      now,
      evidence: this.#evidence.get(name) ?? [],
      deliveryTroubles: await deliveries.troubles(name),
    });
  }
}

const MOST_EVIDENCE = 5;
