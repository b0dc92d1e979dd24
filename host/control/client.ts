import { z } from 'zod';
import type { Broker } from '../../core/broker.ts';
import type { Milliseconds } from '../../core/time.ts';
import { type Asked, ask, askUnlessUnchanged } from './exchange.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { readLines } from './read-lines.ts';
import { statusSchema } from './status-format.ts';
import {
  acknowledgeCodec,
  consentBegunCodec,
  consentCodec,
  eventCodec,
  grantViewCodec,
  keySchema,
  keySetCodec,
  refreshCodec,
  rotateCodec,
  tokenCodec,
} from './wire-format.ts';

export interface ConnectOptions {
  /** Silence of a stream after which the broker counts as gone. @default three heartbeats, 45 seconds */
  readonly silence?: Milliseconds;
  /** Ends every call that still waits for its answer, with Fault `Interrupted`. @default nothing does */
  readonly signal?: AbortSignal;
}

/**
 * The broker behind a control socket. Every call opens a connection of its own; nothing is held between calls.
 *
 * Its methods throw the broker's own Faults, and `BrokerUnreachable` when no broker answers.
 */
export function connectBroker(socketPath: string, options: ConnectOptions = {}): Broker {
  const { silence = 3 * HEARTBEAT, signal: end } = options;
  const every = { socketPath, ...(end ? { signal: end } : {}) };
  const get = (path: string) => ({ ...every, method: 'GET', path }) satisfies Asked;
  const post = (path: string, body: unknown) => ({ ...every, method: 'POST', path, body }) satisfies Asked;
  return {
    status: () => ask(statusSchema, get('/v1/status')),
    events: ({ recent = 0, signal }) =>
      readLines(eventCodec, { ...get(`/v1/events?recent=${recent}`), signal, silence }),
    follow: (grants, signal) => {
      const query = new URLSearchParams(grants.map((grant): [string, string] => ['grant', grant]));
      return readLines(grantViewCodec, { ...get(`/v1/follow?${query}`), signal, silence });
    },
    token: (name, { minValidSeconds, consumer }) => {
      const query = new URLSearchParams();
      if (minValidSeconds !== undefined) query.set('minValidSeconds', String(minValidSeconds));
      if (consumer !== undefined) query.set('consumer', consumer);
      return ask(tokenCodec, get(`/v1/tokens/${encodeURIComponent(name)}?${query}`));
    },
    awaitToken: async (name, { signal, ...wait }) => {
      const query = new URLSearchParams(
        Object.entries(wait).map(([key, value]): [string, string] => [key, String(value)]),
      );
      const asked = {
        ...get(`/v1/tokens/${encodeURIComponent(name)}?${query}`),
        ...(signal ? { signal } : {}),
      };
      try {
        return (await askUnlessUnchanged(tokenCodec, asked)) ?? { kind: 'unchanged' };
      } catch (error) {
        if (signal?.aborted) return { kind: 'unchanged' };
        throw error;
      }
    },
    replaceToken: (name, refused) =>
      ask(tokenCodec, post(`/v1/tokens/${encodeURIComponent(name)}/refusals`, refused)),
    acknowledge: (sink, proof) =>
      ask(acknowledgeCodec, post(`/v1/deliveries/${encodeURIComponent(sink)}/acknowledgements`, proof)),
    refresh: (grant, options) => ask(refreshCodec, post(`${pathOf(grant)}/refresh`, options)),
    reportRefusal: (grant, refusal) => ask(refreshCodec, post(`${pathOf(grant)}/refusals`, refusal)),
    beginConsent: (grant, options) => ask(consentBegunCodec, post(`${pathOf(grant)}/consents`, options)),
    finishConsent: (consentId, options) =>
      ask(consentCodec, post(`/v1/consents/${encodeURIComponent(consentId)}`, options)),
    setKey: (name, key) => ask(keySetCodec, post(keyPath(name), z.encode(keySchema, { key }))),
    rotateKey: (name, options) => ask(rotateCodec, post(`${keyPath(name)}/rotations`, options)),
  };
}

function pathOf(grant: string): string {
  return `/v1/grants/${encodeURIComponent(grant)}`;
}

function keyPath(name: string): string {
  return `/v1/keys/${encodeURIComponent(name)}`;
}
