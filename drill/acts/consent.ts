import { SECOND } from '../../core/time.ts';
import { giveConsent } from '../give-consent.ts';
import { daemonSaid } from '../observation.ts';
import type { Act } from '../stage.ts';

/** A person gives the grant; the daemon, which was held for want of it, starts to work. */
export const consent: Act = {
  title: 'consent is given',
  expectations: [
    { name: 'consent', expected: 'consent by authorization code and PKCE settles the grant' },
    { name: 'firstSync', expected: 'the daemon that was held for it is released and syncs' },
  ],
  async play(stage) {
    const since = stage.journal.length;
    stage.judge('consent', await giveConsent(stage, 'consent'));
    const { line } = await stage.journal.until(daemonSaid('synced'), {
      expectation: 'firstSync',
      within: 10 * SECOND,
      since,
    });
    stage.judge('firstSync', { met: true, observed: line });
  },
};
