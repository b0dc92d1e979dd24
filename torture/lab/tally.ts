import type { TrialRow } from '../trial.ts';

/** Counts what was tried and what was lost, by the sentence that says what must not happen. */
export class Tally {
  readonly failures: string[] = [];
  readonly #counts = new Map<string, { tried: number; lost: number; note?: string }>();
  readonly #replay: string;

  /** @param replay how to see a failure again */
  constructor(replay: string) {
    this.#replay = replay;
  }

  /** Counts one look. @param broken what is wrong; undefined: nothing */
  look(what: string, broken?: string | undefined): void {
    const count = this.#of(what);
    count.tried += 1;
    if (broken === undefined) return;
    count.lost += 1;
    this.failures.push(`${what}: ${broken} (${this.#replay})`);
  }

  /** A loss that the issuer's policy makes unavoidable: it is shown in the table and fails nothing. */
  unavoidable(what: string, lost: boolean): void {
    const count = this.#of(what);
    count.tried += 1;
    if (lost) count.lost += 1;
  }

  /** Says that something was not tried, which is no success. @param reason undefined: it was tried */
  skip(what: string, reason: string | undefined): void {
    if (reason !== undefined) this.note(`${what} (skipped)`, reason);
  }

  note(what: string, note: string): void {
    this.#of(what).note = note;
  }

  rows(): readonly TrialRow[] {
    return [...this.#counts].map(([what, count]) => ({ what, ...count }));
  }

  #of(what: string): { tried: number; lost: number; note?: string } {
    const known = this.#counts.get(what) ?? { tried: 0, lost: 0 };
    this.#counts.set(what, known);
    return known;
  }
}
