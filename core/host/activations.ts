import type { Instant } from '../time.ts';
import type { ListedActivation, NewActivation } from './activation.ts';
import type { ActivationMark } from './activation-mark.ts';

/** The hybrid activations of a deployment, and the machines that registered by them. Each method is one outside step. */
export interface Activations {
  /** Those of one host, whoever made them. */
  list(host: string): Promise<readonly ListedActivation[]>;
  /** Makes one for one machine. Made twice, there are two. */
  make(order: { readonly mark: ActivationMark; readonly expiresAt: Instant }): Promise<NewActivation>;
  /** Ids of the machines that registered by it, and still are. None for an activation that is not there. */
  machinesOf(activation: string): Promise<readonly string[]>;
  /** Ends the registration of a machine. One that is not registered is no failure. */
  deregister(machine: string): Promise<void>;
  /** Machines that registered by it stay registered. One that is not there is no failure. */
  delete(activation: string): Promise<void>;
}
