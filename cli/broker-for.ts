import { setTimeout } from 'node:timers/promises';
import type { Broker } from '../core/broker.ts';
import type { Declaration } from '../core/config/declaration.ts';
import { machineEngine } from '../core/config/machine-engine.ts';
import { type Fault, isFault } from '../core/fault.ts';
import { type Milliseconds, SECOND } from '../core/time.ts';
import { controlSocketPath } from '../host/broker/control-path.ts';
import type { MachineBroker } from '../host/broker/machine-broker.ts';
import { connectBroker } from '../host/control/client.ts';
import { deploymentOf } from './deployment-of.ts';
import type { Io } from './io.ts';

/** A broker to speak to, and how to leave it. */
export interface BrokerAtHand {
  readonly broker: Broker;
  /** True when this process is the broker, because no other runs. */
  readonly own: boolean;
  /** Yields whenever something may have changed. Ends when the signal aborts or the broker stops. */
  changes(signal: AbortSignal): AsyncIterable<unknown>;
  /** How often a status may be asked for beside that: each one costs calls. */
  readonly glanceEvery: Milliseconds;
  close(): Promise<void>;
}

/**
 * The broker that runs; its calls throw Fault `BrokerUnreachable` when none does.
 * @param signal ends calls that still wait: an exchange may take as long as an issuer is slow
 */
export function runningBroker(declaration: Declaration, signal?: AbortSignal): Broker {
  return connectBroker(
    controlSocketPath(machineEngine(declaration).stateDirectory),
    signal ? { signal } : {},
  );
}

/** The broker of a declaration, on whichever engine it runs. */
export async function brokerFor(
  declaration: Declaration,
  call: { io: Io; command: string },
): Promise<BrokerAtHand> {
  if (declaration.engine.kind === 'machine') return await machineBroker(declaration, call);
  const { broker } = await deploymentOf(declaration, call.io);
  const grants = [...declaration.grants.keys()];
  return {
    broker,
    own: false,
    changes: (signal) => broker.follow(grants, signal),
    glanceEvery: 10 * SECOND,
    close: async () => {},
  };
}

/**
 * The broker that runs, or else this process as the broker for the length of one command: then it takes the lock of
 * the state directory itself, so that there is never a second one. Other commands that do the same are waited for as
 * long as they come and go.
 */
async function machineBroker(
  declaration: Declaration,
  call: { io: Io; command: string },
): Promise<BrokerAtHand> {
  const { interrupted } = call.io;
  let held = { by: '', since: Date.now() };
  for (let wait = SHORTEST_WAIT; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    const running = await answering(runningBroker(declaration, interrupted));
    if (running) return onMachine(running, { own: false, close: async () => {} });
    const own = await ownBroker(declaration, call);
    if (!isFault(own)) return onMachine(own, { own: true, close: () => own.close() });
    if (own.message !== held.by) held = { by: own.message, since: Date.now() };
    if (interrupted.aborted || Date.now() > held.since + PATIENCE) throw own;
    // Drawn anew each time: fifty commands that wait for the same lock must not wake together.
    await setTimeout(wait * (0.5 + Math.random()));
  }
}

function onMachine(broker: Broker, how: Pick<BrokerAtHand, 'own' | 'close'>): BrokerAtHand {
  return { broker, ...how, changes: (signal) => broker.events({ signal }), glanceEvery: SECOND };
}

/** How long one and the same command may hold the state directory. */
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

/** @returns the fault that names the holder, while another command holds the state directory */
async function ownBroker(
  declaration: Declaration,
  call: { io: Io; command: string },
): Promise<MachineBroker | Fault> {
  const { openMachineBroker } = await import('../host/broker/open-machine-broker.ts');
  try {
    return await openMachineBroker({
      declaration,
      command: call.command,
      environment: call.io.environment,
      forOneCommand: true,
    });
  } catch (error) {
    if (!isFault(error) || error.code !== 'BrokerRunning') throw error;
    return error;
  }
}
