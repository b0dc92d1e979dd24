/** Milliseconds for one answer, from the question to the last byte. */
const TIME_OUT = 5_000;
/** Bytes of an answer; a set of a hundred RSA keys has about 50,000. */
const LARGEST = 262_144;

/** A JSON document, or that there is none at this address. */
export type JsonAnswer = { readonly kind: 'document'; readonly value: unknown } | { readonly kind: 'absent' };

/**
 * Reads a JSON document. Redirects are not followed: whoever can redirect could choose the keys.
 *
 * @throws Error when there is no answer in time, an answer that is neither 200 nor 404, or one too large or not JSON
 */
export async function getJson(url: URL, send: typeof fetch): Promise<JsonAnswer> {
  const answer = await send(url.href, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIME_OUT),
  }).catch((cause: unknown) => {
    throw new Error(`${url.origin}${url.pathname} does not answer`, { cause });
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    if (answer.status === 404) return { kind: 'absent' };
    throw new Error(`${url.origin}${url.pathname} answered with ${answer.status}`);
  }
  const text = await limitedText(answer, url);
  try {
    return { kind: 'document', value: JSON.parse(text) };
  } catch {
    throw new Error(`${url.origin}${url.pathname} answered with something that is not JSON`);
  }
}

async function limitedText(answer: Response, url: URL): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > LARGEST) {
      await reader?.cancel();
      throw new Error(`${url.origin}${url.pathname} answered with more than ${LARGEST} bytes`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
