import type { SSMClient } from '@aws-sdk/client-ssm';
import { deregisterNode } from '../../adapters/systems-manager/deregister-node.ts';
import { managedNodes } from '../../adapters/systems-manager/managed-nodes.ts';
import type { Clock } from '../../core/ports.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';

/** Options of {@link replaceNodes}. */
export interface ReplaceOptions {
  readonly deployment: string;
  readonly host: string;
  /** The activation that the new machine registered with. */
  readonly activation: string;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** How long the new machine may take to speak up. @default 30 s */
  readonly patience?: Milliseconds;
}

/** What became of the machines that were the host before. */
export type Replaced =
  | { readonly kind: 'replaced'; readonly by: string; readonly deregistered: readonly string[] }
  /** It registered, and does not speak yet: whether it can replace the others nobody knows. */
  | { readonly kind: 'silent'; readonly machine: string; readonly others: readonly string[] }
  /** No machine registered with the activation: the one that ran the script was registered before. */
  | { readonly kind: 'same' };

/**
 * Deregisters the machines that were a host before, once the new one speaks to Systems Manager.
 * @throws Fault of AWS
 */
export async function replaceNodes(client: SSMClient, options: ReplaceOptions): Promise<Replaced> {
  const { activation, clock, patience = 30 * SECOND } = options;
  const until = clock.now() + patience;
  for (;;) {
    const nodes = await managedNodes(client, options);
    const registered = nodes.find((node) => node.activation === activation);
    const others = nodes.filter(({ id }) => id !== registered?.id).map(({ id }) => id);
    if (registered?.online) {
      for (const id of others) await deregisterNode(client, id);
      return { kind: 'replaced', by: registered.id, deregistered: others };
    }
    if (clock.now() >= until)
      return registered ? { kind: 'silent', machine: registered.id, others } : { kind: 'same' };
    await clock.sleep(2 * SECOND);
  }
}
