import type { Context } from 'hono';
import type { z } from 'zod';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/** Bytes of a request's body; the longest are the log lines of a refusal. */
const LONGEST_BODY = 64 * 1024;

/**
 * The body of a request, as the route takes it. A missing body counts as `{}`.
 *
 * @throws Fault `BadRequest`, `BodyTooLarge`; neither quotes the body, which may hold a redirect address with its code
 */
export async function bodyAs<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  c: Context,
): Promise<z.output<z.ZodObject<Shape>>> {
  const text = await boundedText(c.req.raw.body);
  const read = schema.safeParse(parseJson(text === '' ? '{}' : text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue?.path.join('.') || 'the body';
  throw badRequest(
    `${c.req.path}: ${place} is not what this route takes (${issue?.code})`,
    `send one JSON object with these keys and no others: ${Object.keys(schema.shape).join(', ')}`,
  );
}

/** Text in the query: what the pattern allows, or nothing. @throws Fault `BadRequest` */
export function word(c: Context, name: string, { pattern, expected }: { pattern: RegExp; expected: string }) {
  const text = c.req.query(name);
  if (text === undefined || pattern.test(text)) return text;
  throw badRequest(`${name}: this is not ${expected}`, `write ${expected} or leave ${name} out`);
}

/** A number in the query. @throws Fault `BadRequest` */
export function wholeNumber<T extends number | undefined>(
  c: Context,
  name: string,
  otherwise: T,
): number | T {
  const text = c.req.query(name);
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badRequest(
    `${name}=${text}: this is not a whole number, 0 or more`,
    `write a whole number, or leave ${name} out`,
  );
}

export function badRequest(message: string, remedy: string): Fault {
  return new Fault({ code: 'BadRequest', message, remedy, exitCode: ExitCode.Usage });
}

/** hono's own limit makes a new Request, which @hono/node-server allows only when it may replace global classes. */
async function boundedText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LONGEST_BODY) throw bodyTooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('the body is not JSON', 'send one JSON object, in UTF-8');
  }
}

function bodyTooLarge(): Fault {
  return new Fault({
    code: 'BodyTooLarge',
    message: `the body of a request may have ${LONGEST_BODY} bytes, and this one has more`,
    remedy: 'send fewer or shorter lines of evidence',
    exitCode: ExitCode.Usage,
  });
}
