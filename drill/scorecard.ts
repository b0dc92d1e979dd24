/** Something that the drill promises to show. */
export interface Expectation {
  /** camelCase, unique in the drill. */
  readonly name: string;
  /** What is expected, for people. */
  readonly expected: string;
}

/** An expectation and what became of it. */
export interface Row extends Expectation {
  /** null: the drill did not get that far. */
  readonly met: boolean | null;
  readonly observed: string;
}

/** What was seen where an expectation was looked at. */
export interface Judgement {
  readonly met: boolean;
  readonly observed: string;
}

/** Every expectation of a drill, in the order of its story, and what was observed. */
export class Scorecard {
  readonly #rows: Map<string, Row>;
  readonly #tell: (row: Row) => void;

  /** @param tell called with each row as it is judged */
  constructor(expectations: readonly Expectation[], tell: (row: Row) => void) {
    this.#rows = new Map(
      expectations.map((one) => [one.name, { ...one, met: null, observed: 'not reached' }]),
    );
    this.#tell = tell;
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** Judges an expectation. One that failed before stays failed. */
  judge(name: string, judgement: Judgement): void {
    const known = this.#rows.get(name);
    if (!known) throw new Error(`the story has no expectation ${name}`);
    if (known.met === false) return;
    const row = { ...known, ...judgement };
    this.#rows.set(name, row);
    this.#tell(row);
  }
}

/** Was everything observed? */
export function allMet(rows: readonly Row[]): boolean {
  return rows.every((row) => row.met === true);
}
