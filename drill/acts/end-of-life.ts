import { type Instant, SECOND } from '../../core/time.ts';
import { DAEMON, GRANT } from '../declaration.ts';
import { brokerTold, daemonSaid, supervisorTold } from '../observation.ts';
import { type AlertRecord, readAlerts } from '../read-alerts.ts';
import type { Act, Stage } from '../stage.ts';
import { secondsText } from '../timeline.ts';
import { watchHold } from '../watch-hold.ts';

/** The refresh token reaches its end. Its last access token still works for a while, and that while is used. */
export const endOfLife: Act = {
  title: 'act one: the refresh token reaches the end of its life',
  expectations: [
    {
      name: 'openedAhead',
      expected: 'the incident opens while the last token still works',
    },
    { name: 'endedByAge', expected: 'the refresh token was refused for its age, not for reuse' },
    { name: 'causeSaid', expected: 'it says the cause' },
    { name: 'affectedSaid', expected: `it says who is affected: ${DAEMON}` },
    { name: 'remedySaid', expected: `it says what to type: evergrant login ${GRANT}` },
    { name: 'worksOn', expected: 'the daemon syncs on while the last token works' },
    { name: 'criticalWritten', expected: 'its next run fails, and a CRITICAL record is written' },
    { name: 'held', expected: 'then runs are held, and the token endpoint is left alone' },
  ],
  async play(stage) {
    const since = stage.journal.length;
    const incident = await incidentOpens(stage, since);
    const requests = stage.server.record.length;
    await tokenRunsOut(stage, { since, incident });
    await watchHold(stage, { expectation: 'held', since, requests });
  },
};

interface Opened {
  readonly at: Instant;
  readonly reason: string;
}

/** The refresh ahead of expiry meets the dead refresh token. */
async function incidentOpens({ journal, server, folder, judge }: Stage, since: number): Promise<Opened> {
  const { at } = await journal.until(brokerTold('incidentOpened'), {
    expectation: 'openedAhead',
    // The family may just have been refreshed for the last time when its end comes.
    within: (server.settings.refreshTokenSeconds + server.settings.accessTokenSeconds) * SECOND,
    since,
  });
  const told = await alertOf(
    { journal, folder },
    {
      find: ({ kind }) => kind === 'opened',
      expectation: 'openedAhead',
    },
  );
  const { reason, secondsLeft = 0, affected = [] } = told;
  judge('openedAhead', {
    met: (secondsLeft ?? 0) > 0,
    observed: `${secondsLeft} s before the end of the token`,
  });
  const refused = server.record.at(-1)?.outcome;
  judge('endedByAge', { met: refused === 'invalid_grant', observed: refused ?? 'no request' });
  judge('causeSaid', {
    met: told.severity === 'CRITICAL' && told.message !== '',
    observed: `${reason}: ${told.message}`,
  });
  judge('affectedSaid', { met: affected.includes(DAEMON), observed: affected.join(', ') });
  judge('remedySaid', { met: told.remedy === `evergrant login ${GRANT}`, observed: told.remedy });
  return { at, reason };
}

/** The daemon uses what is left of the last token, and is refused when nothing is left. */
async function tokenRunsOut(
  { journal, server, folder, judge }: Stage,
  { since, incident }: { since: number; incident: Opened },
): Promise<void> {
  const failed = await journal.until(supervisorTold('runFailed'), {
    expectation: 'criticalWritten',
    within: (server.settings.accessTokenSeconds + 6) * SECOND,
    since,
  });
  const synced = journal.all(daemonSaid('synced'), { since }).filter(({ at }) => at > incident.at).length;
  judge('worksOn', {
    met: synced > 0,
    observed: `${synced} syncs in ${secondsText(failed.at - incident.at)}`,
  });
  const critical = await alertOf(
    { journal, folder },
    {
      find: ({ daemon, reason }) => daemon === DAEMON && reason === incident.reason,
      expectation: 'criticalWritten',
    },
  );
  judge('criticalWritten', {
    met: critical.severity === 'CRITICAL',
    observed: `${critical.severity} ${critical.reason}: ${critical.message}`,
  });
}

/** Waits for a record in the alerts file: it is written just after the event that tells of it. */
function alertOf(
  { journal, folder }: Pick<Stage, 'journal' | 'folder'>,
  { find, expectation }: { find: (record: AlertRecord) => boolean; expectation: string },
): Promise<AlertRecord> {
  const probe = async () => (await readAlerts(folder.alertsFile)).find(find);
  return journal.eventually(probe, { expectation, within: 5 * SECOND });
}
