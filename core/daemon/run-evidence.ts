import type { Verdict } from '../verdict/verdict.ts';
import { concernsCredentials, gravity } from './credential-trouble.ts';

/** What the lines of one run have shown so far. It stays small, however much a daemon prints. */
export interface RunEvidence {
  /** The gravest verdict; null while no line concerned credentials. */
  readonly verdict: Verdict | null;
  /** Redacted lines that led to it, oldest first, at most five. */
  readonly lines: readonly string[];
  /** Has a line held the text of a declared limit? */
  readonly limitSeen: boolean;
}

export const NO_EVIDENCE: RunEvidence = { verdict: null, lines: [], limitSeen: false };

const MAX_LINES = 5;
const MAX_LINE_LENGTH = 500;

/**
 * Adds what one line says about credentials. A graver verdict replaces the lines that spoke for a lesser one; another
 * line of the same gravity joins them.
 *
 * @param seen.line redacted
 */
export function withVerdict(evidence: RunEvidence, seen: { verdict: Verdict; line: string }): RunEvidence {
  const { verdict, line } = seen;
  if (!concernsCredentials(verdict)) return evidence;
  const short = line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line;
  const known = evidence.verdict;
  if (known === null || gravity(verdict) < gravity(known)) return { ...evidence, verdict, lines: [short] };
  if (gravity(verdict) > gravity(known) || evidence.lines.length === MAX_LINES) return evidence;
  return { ...evidence, lines: [...evidence.lines, short] };
}

export function withLimitSeen(evidence: RunEvidence): RunEvidence {
  return evidence.limitSeen ? evidence : { ...evidence, limitSeen: true };
}
