import type { DaemonSpec } from '../../core/daemon/daemon-spec.ts';
import { HOUR, MINUTE } from '../../core/time.ts';

/** `port-sheet` as its owner declares it, with what the test says otherwise. */
export function portSheet(change: Partial<DaemonSpec> = {}): DaemonSpec {
  return {
    name: 'port-sheet',
    command: ['port_sheet_sync'],
    schedule: { kind: 'every', interval: 30 * MINUTE },
    grants: ['crew-sheets'],
    onFailure: { after: 3, backoff: [30 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR] },
    criticalAfter: 3,
    limitReached: undefined,
    workingDirectory: undefined,
    environment: {},
    timeout: undefined,
    ...change,
  };
}
