import type { Activations } from './activations.ts';

/**
 * Deregisters every machine that registered by an activation (none, one, or several: a restored snapshot registers
 * anew), and deletes it. What is gone already is no failure, so it can be stopped anywhere and begun again.
 * @throws what the port throws
 */
export async function removeActivation(activations: Activations, id: string): Promise<void> {
  await deregisterAll(activations, id);
  await activations.delete(id);
  // One may have registered meanwhile; from here on none can.
  await deregisterAll(activations, id);
}

async function deregisterAll(activations: Activations, id: string): Promise<void> {
  for (const machine of await activations.machinesOf(id)) await activations.deregister(machine);
}
