import { NO_AGENT_TOKEN } from '../agent-token/state.ts';
import { NO_GRANT } from '../grant/state.ts';
import type { LedgerItems, LedgerKind } from '../ports.ts';
import { NO_KEY } from '../rotate/state.ts';
import { NO_SIGNING_KEY } from '../signing-key/state.ts';

/**
 * Is this an item of its kind, of a schema that this version knows? Fields are looked for and not into: that
 * evergrant wrote the item is for the store to prove, and what is left to find out is which version of it did.
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
  signingKey: Object.keys(NO_SIGNING_KEY),
  agentToken: Object.keys(NO_AGENT_TOKEN),
  host: [
    'host',
    'at',
    'startedAt',
    'release',
    'version',
    'documentFingerprint',
    'identity',
    'deliveries',
    'daemons',
    'findings',
    'selfTest',
    'audit',
  ],
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
