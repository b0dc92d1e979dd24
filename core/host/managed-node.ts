import type { Instant } from '../time.ts';

/** A machine as Systems Manager knows it. */
export interface ManagedNode {
  /** `i-…` for an instance of EC2, `mi-…` for a machine with a hybrid activation. */
  readonly id: string;
  /** Does its agent speak to Systems Manager now? */
  readonly online: boolean;
  /** When the agent was last heard; null: never. */
  readonly heardAt: Instant | null;
  /** When it was registered; null: not said. */
  readonly registeredAt: Instant | null;
  /** The activation that it was registered with; undefined for an instance of EC2. */
  readonly activation: string | undefined;
}

/** The one to speak to: of those that are online, else of all, the one that was registered last. */
export function newestNode(nodes: readonly ManagedNode[]): ManagedNode | undefined {
  const online = nodes.filter((node) => node.online);
  const newestFirst = (online.length > 0 ? online : nodes).toSorted(
    (a, b) => (b.registeredAt ?? 0) - (a.registeredAt ?? 0),
  );
  return newestFirst[0];
}
