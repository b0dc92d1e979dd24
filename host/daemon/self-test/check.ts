import { isFault } from '../../../core/fault.ts';
import type { SelfTestCheck } from '../../../core/host/self-test.ts';
import { onHost } from '../on-host.ts';

/** What one check found: a sentence, or what is worth a look though nothing is broken. */
export type Found = string | { readonly warn: string; readonly remedy: string };

/** Makes a check of an attempt: what it throws is what failed. */
export async function check(name: string, attempt: () => Promise<Found>): Promise<SelfTestCheck> {
  try {
    const found = await attempt();
    if (typeof found === 'string') return { name, outcome: 'ok', message: found, remedy: null };
    return { name, outcome: 'warn', message: found.warn, remedy: found.remedy };
  } catch (thrown) {
    const error = onHost(thrown);
    const message = error instanceof Error ? error.message : String(error);
    const remedy = isFault(error) ? (error.remedy ?? null) : null;
    return { name, outcome: 'failed', message, remedy };
  }
}
