import { makeParents } from '../../adapters/files/make-parents.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import { type ImportedGrant, importGrant } from '../../core/consent/import-grant.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { mend } from '../../core/ledger/mend.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { RefreshOutcome } from '../../core/refresh/outcome.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { brokerParts } from '../broker/broker-parts.ts';
import { controlSocketPath } from '../broker/control-path.ts';
import { EventHub } from '../broker/event-hub.ts';
import { Findings } from '../broker/findings.ts';
import { openMachine } from '../broker/open-machine.ts';

/** What to import, and into which declaration. */
export interface MachineImport {
  /** As it will be once `commit` has written it. */
  readonly declaration: Declaration;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly grant: string;
  readonly imported: ImportedGrant;
  /** Writes what reading the client needs; called once nobody else can be the broker. */
  prepare(): Promise<void>;
  /** Looks a last time and writes the declaration: called when all that can be proven without a request is proven. */
  commit(): Promise<void>;
}

/** What came of it. */
export interface MachineImported {
  /** Was the grant held before? Then its refresh token was left alone. */
  readonly heldBefore: boolean;
  readonly outcome: RefreshOutcome;
  readonly state: GrantState;
  /** Sinks that could not be written, each with its reason. */
  readonly deliveryErrors: readonly string[];
}

/**
 * Takes a grant over from another tool and proves it by one refresh. This process is the broker for that time, so
 * `evergrant up` must not run.
 *
 * @throws Fault `BrokerRunning`, and every fault of opening the state directory, the issuer or the client's secret;
 * thrown before `commit`, they leave everything as it was.
 */
export async function importIntoMachine(wanted: MachineImport): Promise<MachineImported> {
  const { declaration, environment } = wanted;
  const { stateDirectory } = machineEngine(declaration);
  await makeParents(stateDirectory);
  const hub = new EventHub();
  const findings = new Findings(hub, systemClock);
  const machine = await openMachine({
    path: stateDirectory,
    command: 'evergrant import',
    socketPath: controlSocketPath(stateDirectory),
    clock: systemClock,
    environment,
    onDamage: (damage) => findings.damaged(damage),
  });
  try {
    await wanted.prepare();
    const parts = brokerParts({ declaration, machine, hub, findings, environment });
    const context = await parts.contexts.context(wanted.grant);
    await mend(context);
    await wanted.commit();
    const { kind } = await importGrant(context, wanted.imported);
    const outcome = await refresh(context, { kind: 'tick' });
    const records = await parts.deliveries.records(wanted.grant);
    return {
      heldBefore: kind === 'held',
      outcome,
      state: await readGrant(machine.ledger, wanted.grant),
      deliveryErrors: records.flatMap(({ record }) => record?.error ?? []),
    };
  } finally {
    hub.close();
    await machine.lock.release();
  }
}
