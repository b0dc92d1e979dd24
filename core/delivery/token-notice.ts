import type { TokenNotice } from '../wire.ts';

/** The notice as a message. */
export function writeTokenNotice(notice: Pick<TokenNotice, 'credential' | 'generation'>): string {
  return JSON.stringify({ schema: 1, credential: notice.credential, generation: notice.generation });
}

/** @returns undefined for what is no notice, or one of another schema */
export function readTokenNotice(text: string): TokenNotice | undefined {
  const message = parsed(text);
  if (typeof message !== 'object' || message === null) return undefined;
  if (!('schema' in message && 'credential' in message && 'generation' in message)) return undefined;
  const { schema, credential, generation } = message;
  if (schema !== 1 || typeof credential !== 'string' || credential === '') return undefined;
  if (typeof generation !== 'number' || !Number.isSafeInteger(generation) || generation < 1) return undefined;
  return { schema, credential, generation };
}

/** The newest notice of each token, in the order in which tokens first came: to fetch the newest is to have them all. */
export function newestNotices(notices: readonly TokenNotice[]): readonly TokenNotice[] {
  const newest = new Map<string, TokenNotice>();
  for (const notice of notices) {
    const known = newest.get(notice.credential);
    if (!known || notice.generation > known.generation) newest.set(notice.credential, notice);
  }
  return [...newest.values()];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
