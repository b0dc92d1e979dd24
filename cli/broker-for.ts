import { setTimeout } from 'node:timers/promises';
import type { Broker } from '../core/broker.ts';
import type { Declaration } from '../core/config/declaration.ts';
import { isFault } from '../core/fault.ts';
import { type Milliseconds, SECOND } from '../core/time.ts';
import { controlSocketPath } from '../host/broker/control-path.ts';
import type { MachineBroker } from '../host/broker/machine-broker.ts';
import { connectBroker } from '../host/control/client.ts';
import type { Io } from './io.ts';

/** A broker to speak to, and how to leave it. */
export interface BrokerAtHand {
  readonly broker: Broker;
  /** True when this process is the broker, because no other runs. */
  readonly own: boolean;
  close(): Promise<void>;
}

/**
 * The broker that runs; its calls throw Fault `BrokerUnreachable` when none does.
 * @param signal ends calls that still wait: an exchange may take as long as an issuer is slow
 */
export function runningBroker(declaration: Declaration, signal?: AbortSignal): Broker {
  return connectBroker(controlSocketPath(declaration.engine.stateDirectory), signal ? { signal } : {});
}

/**
 * The broker that runs, or else this process as the broker for the length of one command: then it takes the lock of
 * the state directory itself, so that there is never a second one. Another command that does the same is waited for.
 */
export async function brokerFor(
  declaration: Declaration,
  call: { io: Io; command: string },
): Promise<BrokerAtHand> {
  const deadline = Date.now() + PATIENCE;
  for (let wait = SHORTEST_WAIT; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    const running = await answering(runningBroker(declaration, call.io.interrupted));
    if (running) return { broker: running, own: false, close: async () => {} };
    const own = await ownBroker(declaration, {
      ...call,
      lastTry: Date.now() > deadline || call.io.interrupted.aborted,
    });
    if (own) return { broker: own, own: true, close: () => own.close() };
    // Drawn anew each time: fifty commands that wait for the same lock must not wake together.
    await setTimeout(wait * (0.5 + Math.random()));
  }
}

const PATIENCE: Milliseconds = 30 * SECOND;
const SHORTEST_WAIT: Milliseconds = SECOND / 20;
/** Each look costs the processor more than the lock's holder may have left. */
const LONGEST_WAIT: Milliseconds = SECOND;

async function answering(broker: Broker): Promise<Broker | undefined> {
  try {
    await broker.status();
    return broker;
  } catch (error) {
    if (isFault(error) && error.code === 'BrokerUnreachable') return undefined;
    throw error;
  }
}

/** @returns undefined while another command holds the state directory, but for the last try. */
async function ownBroker(
  declaration: Declaration,
  call: { io: Io; command: string; lastTry: boolean },
): Promise<MachineBroker | undefined> {
  const { openMachineBroker } = await import('../host/broker/open-machine-broker.ts');
  try {
    return await openMachineBroker({
      declaration,
      command: call.command,
      environment: call.io.environment,
      forOneCommand: true,
    });
  } catch (error) {
    if (call.lastTry || !isFault(error) || error.code !== 'BrokerRunning') throw error;
    return undefined;
  }
}
