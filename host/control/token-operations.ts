import type { Broker } from '../../core/broker.ts';
import type { Declaration, TokenSocketDeclaration } from '../../core/config/declaration.ts';
import { named } from '../../core/config/named.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/** What a consumer may ask of a broker: tokens, and nothing that begins consent or tells of anything else. */
export type TokenOperations = Pick<Broker, 'token' | 'awaitToken' | 'replaceToken' | 'acknowledge'>;

/**
 * The operations for the tokens of a token socket, and for the sinks that these are delivered to. All others are
 * answered as if they were not declared, so nobody learns their names here.
 */
export function tokenOperations(
  broker: TokenOperations,
  { socket, sinks }: { socket: TokenSocketDeclaration; sinks: Declaration['sinks'] },
): TokenOperations {
  const { tokens } = socket;
  const places = [
    ...[...sinks.values()].filter(({ token }) => tokens.has(token.name)).map(({ name }) => name),
    ...[...tokens.keys()].map((name) => `token/${name}`),
  ];
  return {
    token: async (name, wish) => {
      named('token', { name, declared: tokens });
      return await broker.token(name, wish);
    },
    awaitToken: async (name, wait) => {
      named('token', { name, declared: tokens });
      return await broker.awaitToken(name, wait);
    },
    replaceToken: async (name, refused) => {
      named('token', { name, declared: tokens });
      return await broker.replaceToken(name, refused);
    },
    acknowledge: async (sink, proof) => {
      if (!places.includes(sink)) throw unknownSink(sink, places);
      return await broker.acknowledge(sink, proof);
    },
  };
}

function unknownSink(name: string, places: readonly string[]): Fault {
  return new Fault({
    code: 'UnknownSink',
    message: `there is no sink "${name}" in the declaration that the broker runs with`,
    remedy: `use one of: ${places.join(', ')}; or restart evergrant up after a change`,
    exitCode: ExitCode.Usage,
  });
}
