/** How hard to try. */
export interface TrialOptions {
  /** Every random choice follows from it, so that a failure can be seen again. */
  readonly seed: number;
  /** How often what is drawn by chance is tried; trials that enumerate take it as their bound on effort. */
  readonly rounds: number;
  /** Seconds instead of minutes: what the test command can afford. */
  readonly brief: boolean;
  /** One line for whoever waits. */
  progress(text: string): void;
}

/** One line of the table: what was tried, how often, and how often it cost something that it must not cost. */
export interface TrialRow {
  readonly what: string;
  readonly tried: number;
  readonly lost: number;
  readonly note?: string;
}

export interface TrialResult {
  readonly name: string;
  readonly rows: readonly TrialRow[];
  /** Each names what broke and how to see it again; any of them fails the run. */
  readonly failures: readonly string[];
  /** Measured numbers by name, for the documents that are generated from a run. */
  readonly figures?: Readonly<Record<string, string | number>>;
}

/** One way of hurting the broker. */
export interface Trial {
  /** As `--only` names it. */
  readonly name: string;
  run(options: TrialOptions): Promise<TrialResult>;
}
