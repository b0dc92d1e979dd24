import { type IncomingMessage, request } from 'node:http';
import type { z } from 'zod';
import { errorNumber } from '../../adapters/files/file-fault.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { Milliseconds } from '../../core/time.ts';
import { assertSocketPathFits } from './socket-path.ts';
import { faultSchema } from './wire-format.ts';

/** One request over the control socket. */
export interface Asked {
  readonly socketPath: string;
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Longest silence of the broker; without it the broker may take its time, as a refresh does. */
  readonly silence?: Milliseconds;
}

/**
 * Asks and reads the whole answer.
 *
 * @throws Fault: the broker's own, `BrokerUnreachable`, or `BrokerSpeaksOtherwise`
 */
export async function ask<T>(codec: z.ZodType<T>, asked: Asked): Promise<T> {
  return await read(codec, { answer: await open(asked), socketPath: asked.socketPath });
}

/** As {@link ask}. @returns undefined for an answer of 304: what is known is still so */
export async function askUnlessUnchanged<T>(codec: z.ZodType<T>, asked: Asked): Promise<T | undefined> {
  const answer = await open(asked);
  if (answer.statusCode !== 304) return await read(codec, { answer, socketPath: asked.socketPath });
  answer.resume();
  return undefined;
}

async function read<T>(
  codec: z.ZodType<T>,
  { answer, socketPath }: { answer: IncomingMessage; socketPath: string },
): Promise<T> {
  const json = parseJson(await readText(answer, socketPath));
  const result = codec.safeParse(json);
  if (result.success) return result.data;
  throw faultOf(json);
}

/** Sends the request. @returns the answer, its body unread, over a connection of its own */
export function open(asked: Asked): Promise<IncomingMessage> {
  assertSocketPathFits(asked.socketPath);
  const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  return new Promise((resolve, reject) => {
    const sent = request({
      socketPath: asked.socketPath,
      method: asked.method,
      path: asked.path,
      agent: false,
      headers:
        body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      ...(asked.signal ? { signal: asked.signal } : {}),
    });
    if (asked.silence !== undefined) {
      sent.setTimeout(asked.silence, () => sent.destroy(new Error('silent')));
    }
    sent.once('response', resolve);
    sent.once('error', (error) => reject(unreachable(error, asked.socketPath)));
    sent.end(body);
  });
}

export async function readText(answer: IncomingMessage, socketPath: string): Promise<string> {
  try {
    let text = '';
    answer.setEncoding('utf8');
    for await (const chunk of answer) text += chunk;
    return text;
  } catch (error) {
    throw unreachable(error, socketPath);
  }
}

/** The fault in an answer that is not what was asked for. */
export function faultOf(json: unknown): Fault {
  const read = faultSchema.safeParse(json);
  if (read.success) return new Fault(read.data);
  return new Fault({
    code: 'BrokerSpeaksOtherwise',
    message: 'the broker answered in a form that this version of evergrant does not know',
    remedy: 'restart evergrant up with the version that this command has: evergrant --version',
  });
}

/** The broker is not there, may not be asked, or went away while it answered; or who asked no longer waits. */
export function unreachable(error: unknown, socketPath: string): Fault {
  const code = errorNumber(error);
  if (code === 'ABORT_ERR') return interrupted(error);
  const denied = code === 'EACCES' || code === 'EPERM';
  const absent = code === 'ENOENT' || code === 'ECONNREFUSED';
  return new Fault({
    code: 'BrokerUnreachable',
    message: denied
      ? `${socketPath}: this user may not speak to the broker`
      : absent
        ? `no broker answers on ${socketPath}`
        : `the broker on ${socketPath} went away before it had answered`,
    remedy: denied
      ? 'run this command as the user that runs evergrant up, or name its token socket: --socket'
      : 'start it: evergrant up',
    retryable: !denied,
    exitCode: ExitCode.NotProvable,
    cause: error,
  });
}

function interrupted(cause: unknown): Fault {
  return new Fault({
    code: 'Interrupted',
    message: 'interrupted before the broker had answered; it finishes what it has begun',
    remedy: 'evergrant status',
    exitCode: ExitCode.Interrupted,
    cause,
  });
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
