import type { ReasonName } from './reasons.ts';
import type { Where } from './signals.ts';

/** One row of the table: a text that says this means that reason. The first row that matches wins. */
export interface Meaning {
  /** Pattern over plain words. */
  readonly says: RegExp;
  readonly reason: ReasonName;
  /** A text that also says this is left to the rows below. */
  readonly unless?: RegExp;
  /** Holds only for evidence from there. */
  readonly where?: Where;
}
