import type { TextStream } from '../../adapters/alerts/terminal-alert.ts';
import { makeParents } from '../../adapters/files/make-parents.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import { protectMemory } from '../protect-memory.ts';
import { brokerParts } from './broker-parts.ts';
import { controlSocketPath } from './control-path.ts';
import { EventHub } from './event-hub.ts';
import { Findings } from './findings.ts';
import { MachineBroker } from './machine-broker.ts';
import { openMachine, type WhenHeld } from './open-machine.ts';

export interface MachineBrokerOptions {
  readonly declaration: Declaration;
  /** What was typed, for whoever finds the lock taken. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where incidents are told beside the declared channels; left out: nowhere. */
  readonly terminal?: TextStream;
  /** Opened by a command for its own length: its status says that no broker runs. @default false */
  readonly forOneCommand?: boolean;
  /** Asked while another process holds the state directory. @default gives up at once */
  readonly whenHeld?: WhenHeld;
}

/**
 * Opens the state directory of a declaration as its one broker.
 * @throws Fault `BrokerRunning` when another process holds it, `StateFromAnotherMachine` for a copy that nobody claimed,
 * and every fault of opening the directory.
 */
export async function openMachineBroker(options: MachineBrokerOptions): Promise<MachineBroker> {
  const { declaration, command, environment, terminal, forOneCommand = false, whenHeld } = options;
  const { stateDirectory, isDefault } = machineEngine(declaration);
  if (isDefault) await makeParents(stateDirectory);
  protectMemory();
  const hub = new EventHub();
  const findings = new Findings(hub, systemClock);
  const machine = await openMachine({
    path: stateDirectory,
    command,
    socketPath: controlSocketPath(stateDirectory),
    clock: systemClock,
    environment,
    onDamage: (damage) => findings.damaged(damage),
    ...(whenHeld && { whenHeld }),
  });
  findings.opened(machine.state);
  const parts = brokerParts({ declaration, machine, hub, findings, environment, terminal });
  return new MachineBroker(parts, { forOneCommand });
}
