import type { IncomingMessage } from 'node:http';

/** Bytes of a body that are read; nothing that a token endpoint has to say is longer. */
export const BODY_LIMIT = 1024 * 1024;

/**
 * Reads a body up to {@link BODY_LIMIT}. Bytes that are not UTF-8 are replaced.
 * Rejects when the connection ends before the body does.
 */
export async function readBody(response: IncomingMessage): Promise<{ text: string; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > BODY_LIMIT) break;
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, BODY_LIMIT));
  return { text, truncated: size > BODY_LIMIT };
}
