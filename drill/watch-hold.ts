import { type Milliseconds, SECOND } from '../core/time.ts';
import { RUN_EVERY } from './declaration.ts';
import { supervisorTold } from './observation.ts';
import type { Stage } from './stage.ts';
import { secondsText } from './timeline.ts';

/** Longer than the pause between two runs of a healthy daemon. */
const WATCHED: Milliseconds = (RUN_EVERY + 0.5) * SECOND;

/** Sees that runs are held, and watches for a span in which a healthy daemon runs that nothing runs and nothing is sent. */
export async function watchHold(
  { journal, server, judge }: Pick<Stage, 'journal' | 'server' | 'judge'>,
  hold: { expectation: string; since: number; requests: number },
): Promise<void> {
  const { expectation, since, requests } = hold;
  await journal.until(supervisorTold('runHeld'), { expectation, within: 5 * SECOND, since });
  const started = await journal.watch(supervisorTold('runStarted'), WATCHED);
  const sent = server.record.length - requests;
  judge(expectation, {
    met: started.length === 0 && sent === 0,
    observed: `held for ${secondsText(WATCHED)} and more: ${started.length} runs, ${sent} requests`,
  });
}
