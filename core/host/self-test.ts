import type { Instant } from '../time.ts';

/** What a host found out about itself; kept in `self-test.json` of its state directory. */
export interface SelfTest {
  readonly schema: 1;
  readonly at: Instant;
  readonly checks: readonly SelfTestCheck[];
}

/** One named check. It names no secret. */
export interface SelfTestCheck {
  /** `identity`, `clock`, `sink shared-cache`. */
  readonly name: string;
  readonly outcome: 'ok' | 'warn' | 'failed';
  readonly message: string;
  /** The next command; null: nothing needs repair. */
  readonly remedy: string | null;
}

/** What was kept of a self-test; null: there was none, or nobody can read it. */
export function readSelfTest(text: string | undefined): SelfTest | null {
  try {
    const raw: unknown = text === undefined ? null : JSON.parse(text);
    return isSelfTest(raw) ? raw : null;
  } catch {
    return null;
  }
}

function isSelfTest(raw: unknown): raw is SelfTest {
  return (
    typeof raw === 'object' &&
    raw !== null &&
    'schema' in raw &&
    raw.schema === 1 &&
    'checks' in raw &&
    Array.isArray(raw.checks)
  );
}
