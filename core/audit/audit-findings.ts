import type { RunEnd } from '../daemon/run-history.ts';
import { DAY, type Instant } from '../time.ts';
import { exitsSince } from './daemon-audit.ts';
import type { AuditFinding, DaemonAudit, DiskFacts, MachineFacts, ServiceFacts } from './host-audit.ts';
import { sizeText } from './size-text.ts';
import { unreadLog } from './unread-log.ts';

/** What the findings go by. */
export interface FindingsLook {
  readonly service: ServiceFacts;
  readonly machine: MachineFacts;
  readonly daemons: readonly DaemonAudit[];
  /** Of each daemon that we run, by its name. */
  readonly histories: ReadonlyMap<string, readonly RunEnd[]>;
  readonly now: Instant;
}

/** What of a machine and its daemons deserves a look, the machine first. */
export function auditFindings(look: FindingsLook): readonly AuditFinding[] {
  const { service, machine, daemons, histories, now } = look;
  return [
    ...noService(service),
    ...machine.disks.flatMap(littleRoom),
    ...littleMemory(machine),
    ...daemons.flatMap((daemon) => [
      ...notRunning(daemon),
      ...unreadLog(daemon, service),
      ...notSupervised(daemon, service),
      ...quotaUsed(daemon),
      ...risingLimits(daemon.name, { history: histories.get(daemon.name) ?? [], now }),
    ]),
  ];
}

/** What nobody refreshes or receives ends by itself. */
function noService({ name, running }: ServiceFacts): readonly AuditFinding[] {
  if (running) return [];
  const [message, remedy] =
    name === 'evergrant up'
      ? (['no broker runs: nothing is refreshed', 'evergrant up'] as const)
      : (['the host daemon does not run: no new token arrives', 'systemctl status evergrant-host'] as const);
  return [{ code: 'ServiceNotRunning', message, remedy }];
}

/** Below a tenth, and below a gigabyte: a large disk has room with less. */
function littleRoom({ path, totalBytes, freeBytes }: DiskFacts): readonly AuditFinding[] {
  if (freeBytes >= totalBytes / 10 || freeBytes >= GIGABYTE) return [];
  const message = `${path} has ${sizeText(freeBytes)} left of ${sizeText(totalBytes)}`;
  return [{ code: 'DiskNearlyFull', message, remedy: `du -xh --max-depth=2 ${path} | sort -h | tail` }];
}

function littleMemory({ memory }: MachineFacts): readonly AuditFinding[] {
  const { totalBytes, availableBytes } = memory;
  if (availableBytes >= totalBytes / 10) return [];
  const message = `${sizeText(availableBytes)} of memory are available of ${sizeText(totalBytes)}`;
  return [{ code: 'MemoryShort', message, remedy: 'ps aux --sort=-rss | head' }];
}

function notRunning({ name, unit }: DaemonAudit): readonly AuditFinding[] {
  if (unit === null || NOT_DOWN.has(unit.state)) return [];
  if (unit.state === 'notFound') {
    const message = `daemon ${name}: systemd knows no unit ${unit.unit}`;
    return [
      { code: 'UnitMissing', message, remedy: 'correct "unit" in the declaration, or install the unit' },
    ];
  }
  const message = `daemon ${name}: unit ${unit.unit} is ${unit.state}`;
  return [{ code: 'UnitNotRunning', message, remedy: `systemctl status ${unit.unit}` }];
}

const NOT_DOWN: ReadonlySet<string> = new Set(['active', 'activating', 'reloading', 'unknown']);

/** The host daemon supervises its daemons itself, so that one finding says it of all. */
function notSupervised({ name, supervision }: DaemonAudit, service: ServiceFacts): readonly AuditFinding[] {
  if (supervision?.state !== 'stopped') return [];
  if (service.name === 'evergrant-host' && !service.running) return [];
  const remedy =
    service.name === 'evergrant up' ? `evergrant run ${name}` : 'systemctl restart evergrant-host';
  return [
    { code: 'DaemonNotSupervised', message: `daemon ${name}: nothing runs it or starts it again`, remedy },
  ];
}

function quotaUsed({ name, sessions }: DaemonAudit): readonly AuditFinding[] {
  if (sessions === null || sessions.used < sessions.perDay) return [];
  const message = `daemon ${name} has used ${sessions.used} of ${sessions.perDay} sessions of today (UTC)`;
  return [{ code: 'SessionsUsedUp', message, remedy: 'wait for the next day, or raise sessions.perDay' }];
}

/** Fewer runs than this tell nothing of a share. */
const ENOUGH_RUNS = 3;

/** Limits are no failures; that they become more frequent deserves a word. */
function risingLimits(
  daemon: string,
  { history, now }: { history: readonly RunEnd[]; now: Instant },
): readonly AuditFinding[] {
  const last = shareOfLimits(exitsSince(now - DAY, history));
  const before = shareOfLimits(
    exitsSince(
      now - 2 * DAY,
      history.filter(({ endedAt }) => endedAt < now - DAY),
    ),
  );
  if (
    last.runs < ENOUGH_RUNS ||
    last.limits < 2 ||
    last.limits * Math.max(1, before.runs) <= before.limits * last.runs
  )
    return [];
  const message = `daemon ${daemon}: ${last.limits} of ${last.runs} runs of the last day ended at their limit, ${before.limits} of ${before.runs} the day before`;
  return [{ code: 'LimitsRising', message, remedy: 'see what its sessions spend their turns on' }];
}

function shareOfLimits(exits: NonNullable<DaemonAudit['exits']>): { runs: number; limits: number } {
  const { succeeded, failed, limitReached } = exits;
  return { runs: succeeded + failed + limitReached, limits: limitReached };
}

const GIGABYTE = 1024 ** 3;
