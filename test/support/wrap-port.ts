import type { Gate } from '../../torture/explorer/watched-ports.ts';

/** The same port, each of whose calls passes a gate before it begins and after it is done. */
export function wrapPort<T extends object>(name: string, { port, gate }: { port: T; gate: Gate }): T {
  return new Proxy(port, {
    get(_, member) {
      const inner: unknown = Reflect.get(port, member);
      if (typeof inner !== 'function') return inner;
      return async (...args: unknown[]) => {
        const step = { call: `${name}.${String(member)}`, args };
        await gate.before(step);
        const result: unknown = await Reflect.apply(inner, port, args);
        await gate.after(step, result);
        return result;
      };
    },
  });
}

/** Wraps the ports of these names. */
export function wrapPorts<P extends object>(
  ports: P,
  { names, gate }: { names: readonly (keyof P & string)[]; gate: Gate },
): P {
  const wrapped = { ...ports };
  for (const name of names) {
    const port = ports[name];
    if (typeof port === 'object' && port !== null) wrapped[name] = wrapPort(name, { port, gate });
  }
  return wrapped;
}
