import type { SSMClient } from '@aws-sdk/client-ssm';
import { managedNodes } from '../../adapters/systems-manager/managed-nodes.ts';
import { readParameter } from '../../adapters/systems-manager/read-parameter.ts';
import { Fault } from '../../core/fault.ts';
import type { ReleaseSource } from '../../core/host/bootstrap/bootstrap-options.ts';
import type { ManagedNode } from '../../core/host/managed-node.ts';
import { readRelease } from '../../core/host/release.ts';
import { releaseParameter } from '../../core/wire.ts';

/** Options of {@link checkJoin}. */
export interface JoinCheck {
  readonly deployment: string;
  readonly host: string;
  /** May a machine be there already? */
  readonly again: boolean;
}

/** What a machine joins. */
export interface JoinGround {
  readonly release: ReleaseSource;
  /** Machines that are registered as this host already. */
  readonly before: readonly ManagedNode[];
}

/**
 * Looks whether a machine can join as this host, before anything is made for it.
 * @throws Fault `HostJoined`, `ReleaseInvalid`, and the faults of AWS
 */
export async function checkJoin(
  client: SSMClient,
  { deployment, host, again }: JoinCheck,
): Promise<JoinGround> {
  const name = releaseParameter(deployment);
  const release = readRelease(await readParameter(client, name), { name });
  const before = await managedNodes(client, { deployment, host });
  const online = before.filter((node) => node.online).map(({ id }) => id);
  if (online.length === 0 || again) return { release, before };
  throw new Fault({
    code: 'HostJoined',
    message: `${online.join(', ')} has joined as host ${host} and speaks to Systems Manager; two machines would each get a part of its tokens`,
    remedy: `see evergrant status; to give the host to another machine, or to finish a join that stopped half-way: evergrant join ${host} --again`,
  });
}
