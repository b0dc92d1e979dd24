import { Fault } from '../../../core/fault.ts';
import { formatSpan, MINUTE, type Milliseconds } from '../../../core/time.ts';
import type { Io } from '../../io.ts';
import { spanOption } from '../../span-option.ts';

/** As long as the broker knows a consent that was begun, at least. */
const PAGE_LIFE: Milliseconds = 15 * MINUTE;

/**
 * How long a login waits for a person; undefined: for as long as it takes. Where there is no terminal, nobody may be
 * there either.
 *
 * @param text of `--timeout`
 * @throws Fault `OptionInvalid`
 */
export function patienceOf(text: string | undefined, { stdin }: Pick<Io, 'stdin'>): Milliseconds | undefined {
  if (text !== undefined) return spanOption('--timeout', text);
  return 'isTTY' in stdin && stdin.isTTY === true ? undefined : PAGE_LIFE;
}

/**
 * Never resolves. Ends with the signal.
 * @throws Fault `ConsentTimedOut`
 */
export function deadline(
  patience: Milliseconds | undefined,
  { grant, before, signal }: { grant: string; before: string; signal: AbortSignal },
): Promise<never> {
  return new Promise((_, reject) => {
    if (patience === undefined) return;
    const expire = () => reject(timedOut(patience, { grant, before }));
    const timer = setTimeout(expire, Math.min(patience, LONGEST_TIMER));
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

/** What a timer of Node can count; a longer one would end at once. */
const LONGEST_TIMER: Milliseconds = 2 ** 31 - 1;

function timedOut(patience: Milliseconds, { grant, before }: { grant: string; before: string }): Fault {
  return new Fault({
    code: 'ConsentTimedOut',
    message: `nobody finished the consent within ${formatSpan(patience)}; ${before}`,
    remedy: `evergrant login ${grant}, and open the page that it prints; on a terminal it waits for as long as it takes`,
    retryable: true,
  });
}
