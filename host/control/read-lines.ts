import type { z } from 'zod';
import { Fault } from '../../core/fault.ts';
import { type Asked, faultOf, open, parseJson, readText, unreachable } from './exchange.ts';
import { brokenStreamSchema } from './wire-format.ts';

/**
 * Follows a stream of JSON Lines. It ends when the broker ends it, when the signal aborts, or when the reader stops;
 * blank lines only show that the broker lives.
 *
 * @throws Fault: the broker's own, `BrokerUnreachable` when the broker dies or falls silent
 */
export async function* readLines<T>(
  codec: z.ZodType<T>,
  asked: Asked & { signal: AbortSignal },
): AsyncIterable<T> {
  if (asked.signal.aborted) return;
  try {
    const answer = await open(asked);
    if (answer.statusCode !== 200) throw faultOf(parseJson(await readText(answer, asked.socketPath)));
    answer.setEncoding('utf8');
    let rest = '';
    for await (const chunk of answer) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield itemOf(codec, line);
    }
  } catch (error) {
    if (asked.signal.aborted) return;
    throw error instanceof Fault ? error : unreachable(error, asked.socketPath);
  }
}

function itemOf<T>(codec: z.ZodType<T>, line: string): T {
  const json = parseJson(line);
  const item = codec.safeParse(json);
  if (item.success) return item.data;
  const broken = brokenStreamSchema.safeParse(json);
  throw faultOf(broken.success ? broken.data.fault : json);
}
