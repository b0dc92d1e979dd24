import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { webhookAddress } from '../../adapters/alerts/webhook-address.ts';
import { isLocalChannel, type LocalChannel } from '../../core/config/alert-channel.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import { isFault } from '../../core/fault.ts';
import type { Capacity, MachineSituation, Trouble } from '../../core/preflight/situation.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { controlSocketPath } from '../broker/control-path.ts';
import { connectBroker } from '../control/client.ts';
import type { OpenedLedger } from './open-ledger.ts';
import { troubleOf } from './trouble-of.ts';

/** Reads everything that concerns no single grant. */
export async function gatherMachine(
  declaration: Declaration,
  { opened, capacity }: { opened: OpenedLedger; capacity: Capacity | null },
): Promise<MachineSituation> {
  const { stateDirectory } = machineEngine(declaration);
  return {
    stateDirectory,
    state: opened.state,
    broker: await askBroker(controlSocketPath(stateDirectory)),
    alerts: await Promise.all(
      [...declaration.alerts.values()].filter(isLocalChannel).map(async (channel) => ({
        channel: channel.name,
        trouble: await channelTrouble(channel),
      })),
    ),
    capacity,
  };
}

/** A broker that is stuck must not hold up a start. */
const PATIENCE: Milliseconds = 5 * SECOND;

async function askBroker(socketPath: string): Promise<MachineSituation['broker']> {
  const over = new AbortController();
  const silence = { kind: 'silent' } as const;
  const silent = pause(PATIENCE, silence, { signal: over.signal }).catch(() => silence);
  const asked = connectBroker(socketPath)
    .status()
    .then(
      ({ broker }): MachineSituation['broker'] =>
        'pid' in broker ? { kind: 'running', pid: broker.pid } : { kind: 'away' },
      (error: unknown) => {
        if (!isFault(error)) throw error;
        return { kind: error.code === 'BrokerUnreachable' ? 'away' : 'silent' } as const;
      },
    );
  try {
    return await Promise.race([asked, silent]);
  } finally {
    over.abort();
  }
}

async function channelTrouble(channel: LocalChannel): Promise<Trouble | null> {
  try {
    if (channel.kind === 'file') return await fileTrouble(channel.path);
    await webhookAddress(channel.url);
    return null;
  } catch (error) {
    return troubleOf(error);
  }
}

/** May a record be appended? The file is not opened for writing: a look must not make it. */
async function fileTrouble(path: string): Promise<Trouble | null> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  const place = there ? path : dirname(path);
  return access(place, constants.W_OK).then(
    () => null,
    () => ({
      reason: 'AlertFileUnusable',
      message: `this user may not write ${place}`,
      remedy: `make it, and let the broker's user write it: ls -ld ${place}`,
    }),
  );
}
