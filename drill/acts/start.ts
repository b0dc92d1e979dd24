import { type Milliseconds, SECOND } from '../../core/time.ts';
import { supervisorTold } from '../observation.ts';
import type { Act } from '../stage.ts';

/** A slow machine starts Node in seconds. */
const PATIENCE: Milliseconds = 15 * SECOND;

/** The two programs that every later act needs, with a grant that nobody gave yet. */
export const start: Act = {
  title: 'the broker and the supervised daemon start',
  expectations: [
    { name: 'brokerServes', expected: 'evergrant up serves its control socket' },
    { name: 'heldAtFirst', expected: 'evergrant run holds the daemon until somebody consents' },
  ],
  async play({ journal, programs, judge }) {
    const broker = programs.startBroker();
    const serving = await journal.eventually(
      async () => broker.lines.find((line) => line.startsWith('evergrant up:')),
      { expectation: 'brokerServes', within: PATIENCE },
    );
    judge('brokerServes', { met: true, observed: serving.slice(0, serving.indexOf(' from ')) });
    programs.startDaemon();
    const { event } = await journal.until(supervisorTold('runHeld'), {
      expectation: 'heldAtFirst',
      within: PATIENCE,
      since: 0,
    });
    judge('heldAtFirst', { met: event.hold?.reason === 'NoGrant', observed: event.hold?.message ?? '' });
  },
};
