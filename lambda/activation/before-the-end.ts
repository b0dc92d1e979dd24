import { Fault } from '../../core/fault.ts';
import type { Activations } from '../../core/host/activations.ts';
import type { Clock } from '../../core/ports.ts';
import type { Instant } from '../../core/time.ts';

/**
 * Does something with activations until an instant. What goes on after it, as a call that nobody waits for any more may,
 * reaches Systems Manager no more: Lambda stops between two requests, and would go on with it in the middle of the next.
 * @throws Fault `ActivationLate`
 */
export async function beforeTheEnd<T>(
  work: (activations: Activations) => Promise<T>,
  {
    activations,
    clock,
    end,
  }: { activations: Activations; clock: Pick<Clock, 'now' | 'sleep'>; end: Instant },
): Promise<T> {
  let over = false;
  const still = (): Activations => {
    if (over) throw late();
    return activations;
  };
  const working = work({
    list: async (host) => still().list(host),
    make: async (order) => still().make(order),
    machinesOf: async (id) => still().machinesOf(id),
    deregister: async (machine) => still().deregister(machine),
    delete: async (id) => still().delete(id),
  });
  const ending = clock.sleep(end - clock.now()).then(() => {
    over = true;
    throw late();
  });
  // Whichever of the two comes second is heard by nobody.
  ending.catch(() => undefined);
  working.catch(() => undefined);
  return await Promise.race([working, ending]);
}

function late(): Fault {
  return new Fault({
    code: 'ActivationLate',
    message: 'Systems Manager did not answer in the time that this function has',
    remedy: 'deploy again: npx cdk deploy --all',
  });
}
