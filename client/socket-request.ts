import { request as httpRequest, type IncomingMessage } from 'node:http';
import { clientError } from './client-error.ts';

/** One question to the broker. With a body it is a POST. */
export interface SocketRequest {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

export interface SocketAnswer {
  readonly status: number;
  /** undefined: there was none, or it was not JSON. */
  readonly body: unknown;
}

/**
 * Asks over a connection of its own.
 *
 * @throws EvergrantError `BrokerUnreachable`; the reason of the signal when it aborts
 */
export async function request(socketPath: string, asked: SocketRequest): Promise<SocketAnswer> {
  const { signal } = asked;
  try {
    const answer = await send(socketPath, asked);
    answer.setEncoding('utf8');
    let text = '';
    for await (const chunk of answer) text += chunk;
    return { status: answer.statusCode ?? 0, body: parse(text) };
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(error, socketPath);
  }
}

function send(
  socketPath: string,
  { path, query = {}, body, signal }: SocketRequest,
): Promise<IncomingMessage> {
  const pairs = Object.entries(query).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  );
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      socketPath,
      method: text === undefined ? 'GET' : 'POST',
      path: pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`,
      agent: false,
      headers: text === undefined ? {} : { 'content-type': 'application/json' },
      ...(signal ? { signal } : {}),
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end(text);
  });
}

function unreachable(error: unknown, socketPath: string) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const denied = code === 'EACCES' || code === 'EPERM';
  const absent = code === 'ENOENT' || code === 'ECONNREFUSED';
  return clientError({
    reason: 'BrokerUnreachable',
    message: denied
      ? `${socketPath}: this user may not speak to the broker`
      : absent
        ? `no broker answers on ${socketPath}`
        : `the broker on ${socketPath} went away before it had answered`,
    remedy: denied
      ? 'run this program as the user that runs evergrant up, or as a member of the group of its tokenSocket'
      : 'start it: evergrant up',
    retryable: !denied,
    cause: error,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
