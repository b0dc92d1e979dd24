import { NO_GRANT } from '../../core/grant/state.ts';
import type { LedgerItems, LedgerKind } from '../../core/ports.ts';
import { NO_KEY } from '../../core/rotate/state.ts';
import { isRecord } from '../files/sealed-document.ts';

/**
 * Is this an item of its kind, of a schema that this version knows? The seal already proves that evergrant wrote
 * every byte of it, so what is left to find out is which version of evergrant did.
 */
export function isLedgerItem<K extends LedgerKind>(kind: K, value: unknown): value is LedgerItems[K] {
  return isRecord(value) && value.schema === 1 && FIELDS[kind].every((field) => field in value);
}

const FIELDS: { readonly [K in LedgerKind]: readonly string[] } = {
  grant: Object.keys(NO_GRANT),
  incident: ['id', 'grant', 'condition', 'openedAt', 'notifiedAt', 'closedAt'],
  delivery: ['sink', 'grant', 'generation', 'fingerprint', 'deliveredAt'],
  daemon: [
    'daemon',
    'consecutiveFailures',
    'interval',
    'nextRunAt',
    'heldSince',
    'process',
    'lastRun',
    'runs',
    'failures',
    'limitsReached',
    'generations',
    'alerted',
    'wokenInStreak',
  ],
  key: Object.keys(NO_KEY),
};
