import type { RefreshResult } from '../../core/broker.ts';
import { isMapping } from '../../core/config/raw-tree.ts';

/** The answer of the function `refresh`; undefined for what is none. */
export function readRefreshResult(answer: unknown): RefreshResult | undefined {
  if (!isMapping(answer)) return undefined;
  const { kind, generation, fingerprint, reason, message, remedy, retryable } = answer;
  if (kind === 'refreshed' && typeof generation === 'number' && typeof fingerprint === 'string')
    return { kind, generation, fingerprint };
  if (kind === 'fresh' && typeof generation === 'number')
    return { kind, generation, fingerprint: typeof fingerprint === 'string' ? fingerprint : null };
  if (kind !== 'unavailable' || typeof reason !== 'string' || typeof message !== 'string') return undefined;
  return {
    kind,
    reason,
    message,
    remedy: typeof remedy === 'string' ? remedy : '',
    retryable: retryable === true,
  };
}
