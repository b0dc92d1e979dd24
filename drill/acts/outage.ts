import { SECOND } from '../../core/time.ts';
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts';
import { brokerTold, daemonSaid, supervisorTold } from '../observation.ts';
import { readAlerts } from '../read-alerts.ts';
import type { Act, Stage } from '../stage.ts';
import { secondsText } from '../timeline.ts';

/** Seconds that the issuer asks for with its 429. */
const RETRY_AFTER = 1;

/** The issuer has a bad minute. It passes by itself, so nobody is to hear of it. */
export const outage: Act = {
  title: 'the issuer has an outage: 503, then 429, then an answer that is lost',
  expectations: [
    {
      name: 'troubleMet',
      expected: 'the refresh meets 503, 429 and a dropped answer',
    },
    { name: 'retryAfterKept', expected: `Retry-After: ${RETRY_AFTER} is waited for` },
    { name: 'nobodyPaged', expected: 'nobody is paged: no incident, no alert' },
    { name: 'noLoginAsked', expected: 'nothing asks for a login' },
    {
      name: 'familyAlive',
      expected: 'the lost answer is asked for again; the family lives',
    },
    { name: 'refreshedAfter', expected: 'the token is refreshed, and no run of the daemon fails' },
  ],
  async play(stage) {
    const { journal, server, judge } = stage;
    const since = journal.length;
    const requests = server.record.length;
    server.faults.add({ kind: 'status', status: 503 });
    server.faults.add({ kind: 'status', status: 429, retryAfterSeconds: RETRY_AFTER });
    server.faults.add({ kind: 'drop', processed: true });
    const wait = { expectation: 'refreshedAfter', within: (server.settings.accessTokenSeconds + 8) * SECOND };
    const refreshed = await journal.until(brokerTold('refreshed'), { ...wait, since });
    await journal.until(daemonSaid('synced'), { ...wait, since: journal.length });

    judgeRequests(stage, { since, record: server.record.slice(requests) });
    await judgeSilence(stage);
    const failed = journal.all(supervisorTold('runFailed'), { since: 0 }).length;
    judge('refreshedAfter', {
      met: failed === 0,
      observed: `generation ${refreshed.generation}, ${failed} failed runs`,
    });
  },
};

type Requests = AuthorizationServer['record'];

/** What the broker sent, by the server's own account. */
function judgeRequests(
  { journal, judge }: Stage,
  { since, record }: { since: number; record: Requests },
): void {
  const troubles = journal.all(
    (seen) => brokerTold('refreshFailed')(seen) ?? brokerTold('answerLost')(seen),
    { since },
  );
  judge('troubleMet', {
    met: record.map(({ fault }) => fault).join() === 'status,status,drop,',
    observed: troubles.map(({ reason }) => reason ?? 'no reason').join(', '),
  });
  const waited = betweenSecondAndThird(record);
  judge('retryAfterKept', {
    met: waited >= RETRY_AFTER * SECOND,
    observed: `waited ${secondsText(waited)}`,
  });
  judge('familyAlive', {
    met: record.at(-1)?.outcome === 'issuedInGrace',
    observed: record.map(({ outcome }) => outcome).join(', '),
  });
}

/** What people heard of it. */
async function judgeSilence({ journal, folder, judge }: Stage): Promise<void> {
  const incidents = journal.all(brokerTold('incidentOpened'), { since: 0 }).length;
  const alerts = (await readAlerts(folder.alertsFile)).length;
  judge('nobodyPaged', {
    met: incidents === 0 && alerts === 0,
    observed: `${incidents} incidents, ${alerts} alerts`,
  });
  const asked = journal.all(brokerTold('consentRequired'), { since: 0 }).length;
  judge('noLoginAsked', { met: asked === 0, observed: `asked ${asked} times` });
}

/** Milliseconds between the answer 429 and the next request, by the server's clock; 0 when one is missing. */
function betweenSecondAndThird([, second, third]: Requests): number {
  return second && third ? Date.parse(third.at) - Date.parse(second.at) : 0;
}
