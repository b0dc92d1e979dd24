/**
 * Stands for `host/broker/broker-parts.ts` in a command line that is to be killed at a call of a port. Every method of
 * every port that reaches outside is counted, whatever its name, so that a new one cannot be forgotten.
 */
import type { Ports } from '../../core/ports.ts';
import { type BrokerParts, type PartSources, brokerParts as real } from '../../host/broker/broker-parts.ts';
import { doom } from './doom.ts';

export function brokerParts(sources: PartSources): BrokerParts {
  const parts = real(sources);
  // The parts hold this very object, so its fields are exchanged in place.
  for (const name of OUTSIDE)
    Object.assign(parts.ports, { [name]: watched(parts.ports[name], { name, counts: !STORED.has(name) }) });
  return parts;
}

/** The other ports look at a clock, draw a number or compute: a death there is one before the next step. */
const OUTSIDE = [
  'issuer',
  'delivery',
  'alert',
  'ledger',
  'secrets',
  'spill',
] as const satisfies readonly (keyof Ports)[];

/** What these do is counted file operation by file operation. */
const STORED = new Set<keyof Ports>(['ledger', 'secrets', 'spill']);

function watched<T extends object>(port: T, { name, counts }: { name: string; counts: boolean }): T {
  return new Proxy(port, {
    get: (target, key) => {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function') return method;
      return async (...args: readonly unknown[]) => {
        const step = `${name}.${String(key)}`;
        if (counts) doom.before(step);
        const result: unknown = await Reflect.apply(method, target, args);
        doom.mark(`${step} returned`);
        return result;
      };
    },
  });
}
