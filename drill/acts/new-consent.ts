import { HOUR, MINUTE, SECOND } from '../../core/time.ts';
import { giveConsent } from '../give-consent.ts';
import { brokerTold, daemonSaid, supervisorTold } from '../observation.ts';
import type { Act } from '../stage.ts';
import { secondsText } from '../timeline.ts';

/** From the new grant to the daemon's start. */
const AT_ONCE = 1.5 * SECOND;

/** Somebody read the incident and typed what it says. */
export const newConsent: Act = {
  title: 'consent is given again',
  expectations: [
    { name: 'consentAgain', expected: 'the command in the incident repairs it' },
    {
      name: 'woken',
      expected: `the daemon is woken within ${secondsText(AT_ONCE)}, not at its next slot`,
    },
    { name: 'syncsAgain', expected: 'it syncs' },
    { name: 'closed', expected: 'the incident closes' },
  ],
  async play(stage) {
    const { journal, server, judge } = stage;
    const since = journal.length;
    // The next death is to be the revocation's alone.
    server.settings.refreshTokenSeconds = HOUR / SECOND;
    judge('consentAgain', await giveConsent(stage, 'consentAgain'));
    const wait = (expectation: string) => ({ expectation, within: 5 * SECOND, since });
    const settled = await journal.until(brokerTold('consentSettled'), wait('consentAgain'));
    const woken = await journal.until(supervisorTold('runWoken'), wait('woken'));
    const after = woken.at - settled.at;
    const slot = Date.parse(woken.event.insteadOf ?? '') - woken.at;
    judge('woken', {
      met: after <= AT_ONCE && slot > MINUTE,
      observed: `after ${secondsText(after)}, ${Math.round(slot / MINUTE)} minutes before its slot`,
    });
    const { line } = await journal.until(daemonSaid('synced'), wait('syncsAgain'));
    judge('syncsAgain', { met: true, observed: line });
    await journal.until(brokerTold('incidentClosed'), wait('closed'));
    const open = journal.all(brokerTold('incidentOpened'), { since: 0 })[0];
    judge('closed', { met: true, observed: `after ${secondsText(settled.at - (open?.at ?? 0))}` });
  },
};
