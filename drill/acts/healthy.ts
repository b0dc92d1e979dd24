import type { EvergrantEvent } from '../../core/event.ts';
import { SECOND } from '../../core/time.ts';
import { brokerTold, daemonSaid, type Finder, supervisorTold } from '../observation.ts';
import type { Act } from '../stage.ts';
import { secondsText } from '../timeline.ts';

/** Nothing happens, and it happens in time. */
export const healthy: Act = {
  title: 'an ordinary day',
  expectations: [
    { name: 'refreshedAhead', expected: 'the token is refreshed before it ends' },
    { name: 'syncsThroughout', expected: 'the daemon syncs before and after, and no run fails' },
  ],
  async play({ journal, server, judge }) {
    const [consented] = journal.all(brokerTold('consentSettled'), { since: 0 });
    const refreshed = await journal.until(successorOf(consented?.generation ?? 0), {
      expectation: 'refreshedAhead',
      within: (server.settings.accessTokenSeconds + 3) * SECOND,
      since: 0,
    });
    const age = refreshed.at - (consented?.at ?? 0);
    const left = server.settings.accessTokenSeconds * SECOND - age;
    judge('refreshedAhead', {
      met: left > 0,
      observed: `${secondsText(age)} after it was issued, ${secondsText(left)} before its end`,
    });
    const next = { expectation: 'syncsThroughout', within: 10 * SECOND, since: journal.length };
    await journal.until(daemonSaid('synced'), next);
    const synced = journal.all(daemonSaid('synced'), { since: 0 }).length;
    const failed = journal.all(supervisorTold('runFailed'), { since: 0 }).length;
    judge('syncsThroughout', {
      met: synced > 1 && failed === 0,
      observed: `${synced} syncs, ${failed} failed runs`,
    });
  },
};

/** A consent puts its first token in force with the same event. */
function successorOf(generation: number): Finder<EvergrantEvent> {
  return (seen) => {
    const refreshed = brokerTold('refreshed')(seen);
    return refreshed && (refreshed.generation ?? 0) > generation ? refreshed : undefined;
  };
}
