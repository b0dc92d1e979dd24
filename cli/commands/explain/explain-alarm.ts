import { type AlarmReading, readAlarm } from '../../../adapters/cloudwatch-alarms/read-alarm.ts';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { hostTroubles } from '../../../core/host/host-troubles.ts';
import type { CredentialStatus, HostStatus } from '../../../core/status.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { deploymentOf } from '../../deployment-of.ts';
import { type Io, printLine } from '../../io.ts';
import { type AlarmSubject, subjectOf } from './alarm-subject.ts';
import { type AlarmExplanation, alarmText } from './alarm-text.ts';
import { type JudgedLine, judgedLines } from './judged-lines.ts';

/** Says what an alarm means: why it rings, which lines show it, who is affected and what to type next. */
export async function explainAlarm(
  name: string,
  { options, io }: { options: ConfigOption & { json?: boolean }; io: Io },
): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const { clients, broker } = await deploymentOf(declaration, io);
  const alarm = await readAlarm(clients.cloudWatch, name);
  const subject = subjectOf(name, declaration);
  const evidence = await judgedLines(clients.logs, { subject, alarm, now: systemClock.now() });
  const { credentials, hosts } = await broker.status();
  const explanation = explanationOf({ alarm, subject, evidence, declaration, credentials, hosts });
  printLine(io, options.json ? JSON.stringify({ schema: 1, ...explanation }) : alarmText(explanation));
  return alarm.state === 'ALARM' ? ExitCode.Failed : ExitCode.Good;
}

function explanationOf(found: {
  alarm: AlarmReading;
  subject: AlarmSubject;
  evidence: readonly JudgedLine[];
  declaration: Declaration;
  credentials: readonly CredentialStatus[];
  hosts: readonly HostStatus[];
}): AlarmExplanation {
  const { alarm, subject, evidence, declaration, credentials } = found;
  const silent = subject.hosts ? found.hosts.filter(({ state }) => state === 'silent') : [];
  if (silent.length > 0) return silentHosts(silent, { alarm, logGroup: subject.logGroup });
  const grants = credentials.filter(({ name }) => subject.grants.includes(name));
  const sick = grants.filter(({ incident }) => incident !== null);
  const verdict = evidence.at(-1) ?? null;
  return {
    alarm,
    logGroup: subject.logGroup,
    evidence,
    verdict,
    hosts: [],
    grants: grants.map(({ name, state, incident }) => ({ name, state, reason: incident?.reason ?? null })),
    daemons: subject.daemons.filter((daemon) => declaration.daemons.has(daemon)),
    next: sick[0]?.incident?.remedy ?? nextOf({ verdict, subject, alarm }),
  };
}

/** No line shows that somebody is silent: the reports do. */
function silentHosts(
  hosts: readonly HostStatus[],
  { alarm, logGroup }: Pick<AlarmExplanation, 'alarm' | 'logGroup'>,
): AlarmExplanation {
  return {
    alarm,
    logGroup,
    evidence: [],
    verdict: null,
    hosts: hosts.map(({ name, lastReportAt }) => ({ name, silentSince: lastReportAt })),
    grants: [],
    daemons: [...new Set(hosts.flatMap(({ daemons }) => daemons.map(({ name }) => name)))],
    next:
      hosts.flatMap(hostTroubles).find(({ gravity }) => gravity === 'endsSoon')?.remedy ?? 'evergrant status',
  };
}

function nextOf(at: { verdict: JudgedLine | null; subject: AlarmSubject; alarm: AlarmReading }): string {
  const { verdict, subject, alarm } = at;
  const [grant] = subject.grants;
  if (verdict?.remedy)
    return grant === undefined ? verdict.remedy : verdict.remedy.replaceAll('GRANT', grant);
  if (alarm.state === 'OK') return 'nothing: the alarm does not ring';
  return `aws logs tail ${subject.logGroup} --since 1h`;
}
