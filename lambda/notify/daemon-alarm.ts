import { type Instant, MINUTE } from '../../core/time.ts';
import type { AlarmSubject } from './alarm-subject.ts';
import { type CheckedGrant, type CheckParts, checkedGrant } from './checked-grant.ts';
import { daemonCondition, type GoodGrant, isOfCredential, SOME_CREDENTIAL } from './daemon-condition.ts';
import type { DeclaredGrant } from './declared-grants.ts';
import { uncheckedCondition } from './grant-unchecked.ts';
import type { People } from './people.ts';
import type { AlarmNews } from './read-event.ts';

export interface DaemonAlarmParts extends CheckParts {
  /** Redacted lines of refusals, newest last; only those that name the credential where there are such. */
  lines(
    daemon: string,
    about: { credential: string | undefined; until: Instant },
  ): Promise<readonly string[]>;
  /** Every grant whose tokens the daemon uses. */
  grantsOf(daemon: string): Promise<readonly DeclaredGrant[]>;
  readonly people: Pick<People, 'tell' | 'over' | 'open'>;
}

type DaemonSubject = Extract<AlarmSubject, { kind: 'daemon' | 'credential' }>;

/**
 * A daemon is refused with its token. Its grants are checked; whatever is wrong with one is told as that grant's
 * incident, once for all daemons, and only a daemon whose grants are good is told of itself.
 *
 * @throws Fault of SNS when people could not be told
 */
export async function onDaemonAlarm(
  parts: DaemonAlarmParts,
  subject: DaemonSubject,
  news: AlarmNews,
): Promise<void> {
  const { people } = parts;
  const { daemon } = subject;
  const topic = { kind: 'daemon', name: daemon } as const;
  if (news.state !== 'ALARM') return await onOver(parts, subject, news);
  const at = news.changedAt;
  const open = await people.open(topic);
  if (open && open.notifiedAt !== null && at <= open.openedAt) return;
  const [lines, grants] = await Promise.all([linesOf(parts, subject, news), grantsOf(parts, daemon)]);
  const checked = await Promise.all(
    (grants ?? []).map((grant) => checkedGrant(parts, grant, { daemon, lines, since: at })),
  );
  if (checked.some(({ isTold }) => isTold)) return;
  const unchecked = checked.find(({ result }) => result.kind === 'unavailable');
  if (unchecked?.result.kind === 'unavailable') {
    const { name, affected } = unchecked.grant;
    const condition = uncheckedCondition({ name, affected, trouble: unchecked.result }, { lines, since: at });
    return await people.tell({ kind: 'grant', name }, { condition, at });
  }
  const condition = daemonCondition({
    daemon,
    credential: subject.kind === 'credential' ? (subject.credential ?? SOME_CREDENTIAL) : undefined,
    alarm: news.name,
    grants: grants && checked.flatMap(goodGrant),
    lines,
    since: at,
  });
  await people.tell(topic, { condition, at });
}

/** An alarm by credential ends a day late and knows of one only, so it ends nothing but what it began for that one. */
async function onOver(parts: DaemonAlarmParts, subject: DaemonSubject, news: AlarmNews): Promise<void> {
  const { people } = parts;
  const { daemon } = subject;
  const topic = { kind: 'daemon', name: daemon } as const;
  if (subject.kind === 'credential') {
    const open = await people.open(topic);
    if (!open || !isOfCredential(open.condition, subject.credential)) return;
  }
  await people.over(topic, news.changedAt);
  for (const { name } of (await grantsOf(parts, daemon)) ?? [])
    await people.over({ kind: 'grant', name }, news.changedAt);
}

function goodGrant({ grant, result, refused }: CheckedGrant): readonly GoodGrant[] {
  return result.kind === 'unavailable' ? [] : [{ name: grant.name, result, refused }];
}

/** Without them the message is poorer, and still due. */
async function linesOf(parts: DaemonAlarmParts, subject: DaemonSubject, { changedAt }: AlarmNews) {
  const credential = subject.kind === 'credential' ? subject.credential : undefined;
  try {
    return await parts.lines(subject.daemon, { credential, until: changedAt + MINUTE });
  } catch (error) {
    parts.failed(subject.daemon, error);
    return [];
  }
}

/** Undefined where they cannot be read. */
async function grantsOf(parts: DaemonAlarmParts, daemon: string) {
  try {
    return await parts.grantsOf(daemon);
  } catch (error) {
    parts.failed(daemon, error);
    return undefined;
  }
}
