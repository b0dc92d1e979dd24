import { type Milliseconds, SECOND } from '../../core/time.ts';
import { ACCOUNT, RUN_EVERY } from '../declaration.ts';
import { brokerTold, daemonSaid } from '../observation.ts';
import { readAlerts } from '../read-alerts.ts';
import type { Act } from '../stage.ts';
import { secondsText } from '../timeline.ts';
import { watchHold } from '../watch-hold.ts';

/** One tick of the daemon's schedule. */
const TICK: Milliseconds = RUN_EVERY * SECOND;

/** The issuer takes the grant back, access tokens included: nobody can know before the first refusal. */
export const revocation: Act = {
  title: 'act two: the grant is revoked',
  expectations: [
    { name: 'knownAtOnce', expected: `known within ${secondsText(TICK)} of the first 401` },
    { name: 'nothingLeft', expected: 'the incident says: already failing, time left 0' },
    { name: 'askedOnce', expected: 'the token endpoint was asked once' },
    { name: 'heldAgain', expected: 'then runs are held, and the token endpoint is left alone' },
  ],
  async play({ journal, server, folder, judge }) {
    const since = journal.length;
    const requests = server.record.length;
    server.revokeGrant(ACCOUNT);
    const refused = await journal.until(daemonSaid('HTTP Error 401'), {
      expectation: 'knownAtOnce',
      within: TICK + 6 * SECOND,
      since,
    });
    const opened = await journal.until(brokerTold('incidentOpened'), {
      expectation: 'knownAtOnce',
      within: 6 * SECOND,
      since,
    });
    const after = Math.max(0, opened.at - refused.at);
    judge('knownAtOnce', { met: after <= TICK, observed: `after ${secondsText(after)}: ${opened.reason}` });
    const incident = await journal.eventually(
      async () => (await readAlerts(folder.alertsFile)).filter(({ kind }) => kind === 'opened')[1],
      { expectation: 'nothingLeft', within: 5 * SECOND },
    );
    judge('nothingLeft', {
      met: incident.secondsLeft === 0,
      observed: `time left ${incident.secondsLeft} s`,
    });
    const asked = server.record.slice(requests);
    judge('askedOnce', {
      met: asked.length === 1,
      observed: asked.map(({ outcome }) => outcome).join(', ') || 'not at all',
    });
    await watchHold(
      { journal, server, judge },
      { expectation: 'heldAgain', since, requests: requests + asked.length },
    );
  },
};
