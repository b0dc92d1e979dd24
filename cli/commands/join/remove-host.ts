import { deleteActivation, hostActivations } from '../../../adapters/systems-manager/activations.ts';
import { deregisterNode } from '../../../adapters/systems-manager/deregister-node.ts';
import { managedNodes } from '../../../adapters/systems-manager/managed-nodes.ts';
import type { AwsEngine } from '../../../core/config/declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { ListedActivation } from '../../../core/host/activation.ts';
import type { ManagedNode } from '../../../core/host/managed-node.ts';
import { toIso } from '../../../core/time.ts';
import { openHostAccess } from '../../../host/access/host-access.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import type { JoinOptions } from './join-request.ts';

export interface RemoveRequest {
  readonly deployment: string;
  readonly engine: AwsEngine;
  readonly host: string;
  /** Names of the hosts that the declaration has. */
  readonly declared: readonly string[];
  readonly options: JoinOptions;
  readonly io: Io;
}

/** What is registered as a host. */
interface Registered {
  readonly machines: readonly ManagedNode[];
  readonly activations: readonly ListedActivation[];
}

/** Shows what is registered as a host, and ends it when told to: activations first, so that nothing joins meanwhile. */
export async function removeHost(request: RemoveRequest): Promise<ExitCode> {
  const { deployment, engine, host, options, io } = request;
  const { ssm } = await openHostAccess({ deployment, engine });
  const of = { deployment, host };
  const all: Registered = {
    machines: await managedNodes(ssm, of),
    activations: await hostActivations(ssm, of),
  };
  refuseUnknown(all, request);
  let about = chosen(all, request);
  if (options.yes) {
    for (const { id } of about.activations) await deleteActivation(ssm, id);
    // One may have registered meanwhile; from here on none can.
    about = chosen({ ...all, machines: await managedNodes(ssm, of) }, request);
    for (const { id } of about.machines) await deregisterNode(ssm, id);
  }
  if (options.json) printLine(io, asJson(about, request));
  else report(about, request);
  return ExitCode.Good;
}

/** @throws Fault `UnknownHost` for a name that neither the declaration nor Systems Manager has */
function refuseUnknown({ machines, activations }: Registered, { host, declared }: RemoveRequest): void {
  if (declared.includes(host) || machines.length + activations.length > 0) return;
  throw new Fault({
    code: 'UnknownHost',
    message: `there is no host "${host}" in the declaration, and nothing is registered as one of this name`,
    remedy:
      declared.length > 0 ? `use one of: ${declared.join(', ')}` : 'aws ssm describe-instance-information',
    exitCode: ExitCode.Usage,
  });
}

/** Everything, or the one machine that was named with the activation that it used. @throws Fault `MachineUnknown` */
function chosen(all: Registered, { host, options }: RemoveRequest): Registered {
  if (options.remove === true || options.remove === undefined) return all;
  const machine = all.machines.find(({ id }) => id === options.remove);
  if (machine)
    return {
      machines: [machine],
      activations: all.activations.filter(({ id }) => id === machine.activation),
    };
  throw new Fault({
    code: 'MachineUnknown',
    message: `no machine ${options.remove} is registered as host ${host}`,
    remedy:
      all.machines.length > 0
        ? `use one of: ${all.machines.map(({ id }) => id).join(', ')}`
        : 'nothing is left to do',
    exitCode: ExitCode.Usage,
  });
}

function report({ machines, activations }: Registered, { host, options, io }: RemoveRequest): void {
  const done = options.yes ? ' removed' : '';
  for (const { id, online, heardAt } of machines)
    printLine(
      io,
      `machine ${id}${done || (online ? ' online' : ` last heard ${heardAt === null ? 'never' : toIso(heardAt)}`)}`,
    );
  for (const { id, state } of activations) printLine(io, `activation ${id}${done || ` ${state}`}`);
  if (machines.length + activations.length === 0) printLine(io, `nothing is registered as host ${host}`);
  else if (!options.yes) sayLine(io, `next: the same with --yes ends it`);
  if (!options.yes || machines.length === 0) return;
  sayLine(
    io,
    'credentials of AWS that a machine has work for an hour at most, tokens on it until they expire',
  );
  sayLine(
    io,
    'next: on the machine, as root: systemctl disable --now evergrant-host; amazon-ssm-agent -register -clear',
  );
}

function asJson({ machines, activations }: Registered, { host, options }: RemoveRequest): string {
  const at = (instant: number | null) => (instant === null ? null : toIso(instant));
  return JSON.stringify({
    schema: 1,
    host,
    kind: options.yes ? 'removed' : 'registered',
    machines: machines.map(({ id, online, heardAt }) => ({ id, online, heardAt: at(heardAt) })),
    activations: activations.map(({ id, state, expiresAt }) => ({ id, state, expiresAt: at(expiresAt) })),
  });
}
