import type { Ports } from '../../core/ports.ts';
import { isStep } from './port-methods.ts';

/** One outside step of a flow. */
export interface Step {
  /** `ledger.replace`. */
  readonly call: string;
  readonly args: readonly unknown[];
}

/** Stands at every outside step. A promise that never settles is the death of whoever made the step. */
export interface Gate {
  before(step: Step): Promise<void>;
  /** The effect has happened, and its result has not been returned. */
  after(step: Step, result: unknown): Promise<void>;
}

/**
 * The same ports, with a gate before and after every outside step. It knows no port by name, so none can be forgotten:
 * a call that `port-methods.ts` does not list is refused.
 */
export function watchPorts(ports: Ports, gate: Gate): Ports {
  const watched = new Map<PropertyKey, object>();
  return new Proxy(ports, {
    get(_, name) {
      const known = watched.get(name);
      if (known) return known;
      const port: object = Reflect.get(ports, name);
      const made = watchPort(port, { name: String(name), gate });
      watched.set(name, made);
      return made;
    },
  });
}

function watchPort(port: object, watch: { name: string; gate: Gate }): object {
  const { gate } = watch;
  const members = new Map<PropertyKey, unknown>();
  const make = (member: PropertyKey): unknown => {
    const inner: unknown = Reflect.get(port, member);
    const call = `${watch.name}.${String(member)}`;
    if (!isStep(call)) return typeof inner === 'function' ? inner.bind(port) : inner;
    return async (...args: unknown[]) => {
      const step: Step = { call, args };
      await gate.before(step);
      const result = await settled(inner, { port, args });
      await gate.after(step, result.kind === 'value' ? result.value : result.error);
      if (result.kind === 'error') throw result.error;
      return result.value;
    };
  };
  return new Proxy(port, {
    get(_, member) {
      if (!members.has(member)) members.set(member, make(member));
      return members.get(member);
    },
  });
}

type Settled =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown };

async function settled(method: unknown, call: { port: object; args: unknown[] }): Promise<Settled> {
  if (typeof method !== 'function') throw new Error('an outside step is a method');
  try {
    return { kind: 'value', value: await Reflect.apply(method, call.port, call.args) };
  } catch (error) {
    return { kind: 'error', error };
  }
}
