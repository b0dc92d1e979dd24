import type { HostReport } from '../../core/host/host-report.ts';
import { isSilent } from '../../core/host/silent-host.ts';
import type { Condition } from '../../core/incident/incident.ts';
import { formatSpan, type Instant, toIso } from '../../core/time.ts';
import type { People } from './people.ts';
import type { AlarmNews } from './read-event.ts';

export interface SilentHostsParts {
  /** The last report of each host. */
  reports(): Promise<readonly HostReport[]>;
  readonly people: Pick<People, 'tell' | 'over'>;
  failed(what: string, error: unknown): void;
}

/**
 * A host does not report: names each that is silent, since when, and the daemons that stand or fall with it.
 *
 * @throws Fault of SNS when people could not be told
 */
export async function onSilentHosts(parts: SilentHostsParts, news: AlarmNews): Promise<void> {
  const { people } = parts;
  const topic = { kind: 'alarm', name: news.name } as const;
  const at = news.changedAt;
  if (news.state !== 'ALARM') return await people.over(topic, at);
  await people.tell(topic, { condition: conditionOf(await silent(parts, news), news), at });
}

/** Without the reports the message is poorer, and still due. */
async function silent(parts: SilentHostsParts, { name, changedAt }: AlarmNews) {
  try {
    const reports = await parts.reports();
    return reports.filter((report) => isSilent(report, changedAt)).toSorted((a, b) => a.at - b.at);
  } catch (error) {
    parts.failed(name, error);
    return [];
  }
}

/** Hosts that one message names; `evergrant status` shows the others. */
const MOST_NAMED = 5;

function conditionOf(hosts: readonly HostReport[], { name, changedAt }: AlarmNews): Condition {
  const named = hosts.slice(0, MOST_NAMED);
  const more = hosts.length - named.length;
  const [first] = named;
  return {
    severity: 'critical',
    reason: 'HostSilent',
    message: [
      'new tokens may not reach a host that does not report',
      ...named.map((host) => says(host, changedAt)),
      ...(more > 0 ? [`and ${more} more hosts`] : []),
    ].join('; '),
    remedy: first
      ? `evergrant audit ${first.host}; if that is silent too: evergrant ssh ${first.host}`
      : `evergrant explain --alarm ${name}`,
    causes: [],
    evidence: [],
    worksUntil: null,
    affected: [...new Set(hosts.flatMap(({ daemons }) => daemons.map((daemon) => daemon.name)))],
    stageAt: null,
  };
}

function says({ host, at }: HostReport, now: Instant): string {
  return `${host} was last heard of ${formatSpan(now - at)} ago, at ${toIso(at)}`;
}
