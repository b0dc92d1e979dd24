import type { RunEnd } from '../daemon/run-history.ts';
import { DAY, type Instant } from '../time.ts';
import { exitsSince } from './daemon-audit.ts';
import type { AuditFinding, DaemonAudit, DiskFacts, MachineFacts } from './host-audit.ts';

/** What the findings go by. */
export interface FindingsLook {
  readonly machine: MachineFacts;
  readonly daemons: readonly DaemonAudit[];
  /** Of each daemon that we run, by its name. */
  readonly histories: ReadonlyMap<string, readonly RunEnd[]>;
  readonly now: Instant;
}

/** What of a machine and its daemons deserves a look, the machine first. */
export function auditFindings({ machine, daemons, histories, now }: FindingsLook): readonly AuditFinding[] {
  return [
    ...machine.disks.flatMap(littleRoom),
    ...littleMemory(machine),
    ...daemons.flatMap((daemon) => [
      ...notRunning(daemon),
      ...quotaUsed(daemon),
      ...risingLimits(daemon.name, { history: histories.get(daemon.name) ?? [], now }),
    ]),
  ];
}

/** Below a tenth, and below a gigabyte: a large disk has room with less. */
function littleRoom({ path, totalBytes, freeBytes }: DiskFacts): readonly AuditFinding[] {
  if (freeBytes >= totalBytes / 10 || freeBytes >= GIGABYTE) return [];
  const message = `${path} has ${megabytes(freeBytes)} MB left of ${megabytes(totalBytes)}`;
  return [{ code: 'DiskNearlyFull', message, remedy: `du -xh --max-depth=2 ${path} | sort -h | tail` }];
}

function littleMemory({ memory }: MachineFacts): readonly AuditFinding[] {
  const { totalBytes, availableBytes } = memory;
  if (availableBytes >= totalBytes / 10) return [];
  const message = `${megabytes(availableBytes)} MB of memory are available of ${megabytes(totalBytes)}`;
  return [{ code: 'MemoryShort', message, remedy: 'ps aux --sort=-rss | head' }];
}

function notRunning({ name, unit }: DaemonAudit): readonly AuditFinding[] {
  if (unit === null || unit.state === 'active' || unit.state === 'activating' || unit.state === 'reloading')
    return [];
  if (unit.state === 'notFound') {
    const message = `daemon ${name}: systemd knows no unit ${unit.unit}`;
    return [
      { code: 'UnitMissing', message, remedy: 'correct "unit" in the declaration, or install the unit' },
    ];
  }
  const message = `daemon ${name}: unit ${unit.unit} is ${unit.state}`;
  return [{ code: 'UnitNotRunning', message, remedy: `systemctl status ${unit.unit}` }];
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

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
