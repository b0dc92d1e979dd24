import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../../core/fault.ts';
import { formatSpan, type Milliseconds, SECOND } from '../../../core/time.ts';
import { connectBroker } from '../../control/client.ts';
import type { Found } from './check.ts';

/** What is asked of a host daemon that was started a moment ago. */
export interface Started {
  /** How long it may take until it answers and goes on to. */
  readonly within: Milliseconds;
  /** How long one and the same process must answer: one that dies of what AWS says answers before that. */
  readonly steady: Milliseconds;
}

/** The pause after a try to reach AWS is a minute at most. */
export const STARTED: Started = { within: 90 * SECOND, steady: 10 * SECOND };

/** Does the host daemon answer? Where it may well not run, a warning if not. */
export async function answers(socketPath: string): Promise<Found> {
  if ((await processAt(socketPath)) !== undefined) return 'answers on its control socket';
  return { warn: 'does not answer on its control socket', remedy: 'systemctl status evergrant-host' };
}

/** Waits until the host daemon answers steadily. @throws Fault `HostNotServing` */
export async function answersSteadily(socketPath: string, { within, steady }: Started): Promise<Found> {
  const end = Date.now() + within;
  let known: { readonly pid: number; readonly since: number } | undefined;
  while (Date.now() < end) {
    const pid = await processAt(socketPath);
    if (pid === undefined) known = undefined;
    else if (known?.pid !== pid) known = { pid, since: Date.now() };
    else if (Date.now() - known.since >= steady)
      return `answers on its control socket, for ${formatSpan(steady)} and more`;
    await wait(Math.min(SECOND, steady / 4));
  }
  throw new Fault({
    code: 'HostNotServing',
    message: `the host daemon did not answer on its control socket for ${formatSpan(steady)} on end, within ${formatSpan(within)} of this test`,
    remedy: 'journalctl -u evergrant-host -n 50',
  });
}

/** undefined: none answers. */
async function processAt(socketPath: string): Promise<number | undefined> {
  const status = await connectBroker(socketPath)
    .status()
    .catch(() => undefined);
  return status && 'pid' in status.broker ? status.broker.pid : undefined;
}
