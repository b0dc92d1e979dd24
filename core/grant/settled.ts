/**
 * The truth about a grant: which stored value is the one in force. Stage labels, token secrets and sinks are
 * projections of it.
 */
export interface Settled {
  /** Counts successors, from 1 for the first consent. A higher one is newer, whatever clocks say. */
  readonly generation: number;
  /** Names the consent whose family of tokens this is. */
  readonly consentId: string;
  /** Version of the grant secret that holds it. */
  readonly grantVersionId: string;
  /** Version that its projection into the token secret has, or will have. */
  readonly tokenVersionId: string;
}

export function sameSettled(a: Settled | null, b: Settled | null): boolean {
  return (
    a === b ||
    (a !== null && b !== null && a.generation === b.generation && a.grantVersionId === b.grantVersionId)
  );
}
