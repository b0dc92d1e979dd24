import { describe, expect, it } from '@jest/globals';
import { auditFindings, type FindingsLook } from '../../../core/audit/audit-findings.ts';
import type { DaemonAudit, LogFacts, MachineFacts } from '../../../core/audit/host-audit.ts';
import type { RunEnd } from '../../../core/daemon/run-history.ts';
import { HOUR } from '../../../core/time.ts';
import { AUDITED_AT, someDaemonAudit, someHostAudit } from '../../support/some-host-audit.ts';

const GIBIBYTE = 1024 ** 3;
const { machine, service } = someHostAudit();

function found(of: Partial<FindingsLook> = {}) {
  return auditFindings({ service, machine, daemons: [], histories: new Map(), now: AUDITED_AT, ...of });
}

const withDisk = (totalBytes: number, freeBytes: number): MachineFacts => ({
  ...machine,
  disks: [{ path: '/', totalBytes, freeBytes }],
});
const daemonWith = (of: Partial<DaemonAudit>) => found({ daemons: [someDaemonAudit(of)] });
const unitIn = (state: string) =>
  daemonWith({ unit: { unit: 'a.service', state, activeSince: null, restarts: null, memoryBytes: null } });

describe('the findings of an audit', () => {
  it('are none for a machine that is well', () => {
    expect(found()).toEqual([]);
  });

  it('name a disk with less than a tenth and less than a gigabyte, and no other', () => {
    expect(found({ machine: withDisk(20 * GIBIBYTE, GIBIBYTE / 2) })).toEqual([
      {
        code: 'DiskNearlyFull',
        message: '/ has 512 MiB left of 20 GiB',
        remedy: 'du -xh --max-depth=2 / | sort -h | tail',
      },
    ]);
    expect(found({ machine: withDisk(100 * GIBIBYTE, GIBIBYTE) })).toEqual([]);
    expect(found({ machine: withDisk(4 * GIBIBYTE, GIBIBYTE / 2) })).toEqual([]);
  });

  it('name memory of which less than a tenth is available', () => {
    const memory = { totalBytes: GIBIBYTE, availableBytes: 0.09 * GIBIBYTE };
    expect(found({ machine: { ...machine, memory } })).toMatchObject([
      { code: 'MemoryShort', message: '92 MiB of memory are available of 1.0 GiB' },
    ]);
  });

  it.each(['active', 'activating', 'reloading', 'unknown'])('say nothing of a unit that is %s', (state) => {
    expect(unitIn(state)).toEqual([]);
  });

  it.each([
    ['failed', 'UnitNotRunning', 'daemon port-sheet: unit a.service is failed'],
    ['inactive', 'UnitNotRunning', 'daemon port-sheet: unit a.service is inactive'],
    ['notFound', 'UnitMissing', 'daemon port-sheet: systemd knows no unit a.service'],
  ])('name a unit that is %s', (state, code, message) => {
    expect(unitIn(state)).toMatchObject([{ code, message }]);
  });

  it('say how a broker and a host daemon that do not run are started', () => {
    const stopped = { running: false, since: null, version: null };
    expect(found({ service: { name: 'evergrant up', ...stopped } })).toMatchObject([
      { code: 'ServiceNotRunning', remedy: 'evergrant up' },
    ]);
    expect(found({ service: { name: 'evergrant-host', ...stopped } })).toMatchObject([
      { code: 'ServiceNotRunning', remedy: 'systemctl status evergrant-host' },
    ]);
  });

  it('name a daemon that nothing supervises, but not once for each daemon of a host daemon that is away', () => {
    const supervision = {
      state: 'stopped',
      since: null,
      nextRunAt: null,
      failures: 0,
      lastRun: null,
    } as const;
    const daemons = [someDaemonAudit({ kind: 'supervised', supervision })];
    const stopped = { running: false, since: null, version: null };
    expect(found({ daemons, service: { name: 'evergrant up', ...stopped } })).toMatchObject([
      { code: 'ServiceNotRunning' },
      { code: 'DaemonNotSupervised', remedy: 'evergrant run port-sheet' },
    ]);
    expect(found({ daemons })).toMatchObject([{ remedy: 'systemctl restart evergrant-host' }]);
    expect(found({ daemons, service: { name: 'evergrant-host', ...stopped } })).toHaveLength(1);
  });

  it('name a quota that is used up', () => {
    expect(daemonWith({ sessions: { used: 4, perDay: 5 } })).toEqual([]);
    expect(daemonWith({ sessions: { used: 5, perDay: 5 } })).toMatchObject([
      { code: 'SessionsUsedUp', message: 'daemon port-sheet has used 5 of 5 sessions of today (UTC)' },
    ]);
  });

  it.each<[LogFacts, string, string]>([
    [{ kind: 'file', name: '/a.log', state: 'missing' }, 'LogMissing', 'its log /a.log does not exist'],
    [
      { kind: 'file', name: '/a.log', state: 'denied' },
      'LogNotReadable',
      'its log /a.log is closed to this user',
    ],
    [
      { kind: 'file', name: '/a.log', state: 'unreadable' },
      'LogNotReadable',
      'its log /a.log cannot be read',
    ],
    [
      { kind: 'journal', name: 'a.service', state: 'missing' },
      'JournalMissing',
      'there is no journalctl here',
    ],
    [
      { kind: 'journal', name: 'a.service', state: 'denied' },
      'JournalDenied',
      'the journal of a.service is closed to this user',
    ],
    [
      { kind: 'journal', name: 'a.service', state: 'unreadable' },
      'JournalEnded',
      'the journal of a.service could not be read to its end',
    ],
  ])('say that a log was not read, so that nobody takes its silence for health: %j', (log, code, why) => {
    expect(daemonWith({ log })).toMatchObject([
      {
        code,
        message: `daemon port-sheet: ${why}, so that its token errors and sessions are not counted`,
        remedy: expect.stringMatching(/./),
      },
    ]);
    expect(daemonWith({ log: { ...log, state: 'read' } })).toEqual([]);
  });

  it('name the user who is to read a log: that of the host daemon, or whoever asks', () => {
    const log = { kind: 'file', name: '/a.log', state: 'denied' } as const;
    expect(daemonWith({ log })).toMatchObject([{ remedy: 'sudo setfacl -m "u:evergrant:r" /a.log' }]);
    const here = found({
      daemons: [someDaemonAudit({ log })],
      service: { ...service, name: 'evergrant up' },
    });
    expect(here).toMatchObject([{ remedy: 'sudo setfacl -m "u:$(id -un):r" /a.log' }]);
  });
});

/** Runs that ended in the middle of the last day, or of the day before. */
function runs(kind: RunEnd['kind'], { count, hoursAgo }: { count: number; hoursAgo: number }): RunEnd[] {
  const endedAt = AUDITED_AT - hoursAgo * HOUR;
  return Array.from({ length: count }, () => ({
    startedAt: endedAt - HOUR,
    endedAt,
    kind,
    exitCode: 0,
    verdict: null,
  }));
}

describe('limits that are reached more often', () => {
  const limits = (...history: RunEnd[][]) =>
    found({ daemons: [someDaemonAudit()], histories: new Map([['port-sheet', history.flat()]]) });
  const today = { hoursAgo: 12 };
  const yesterday = { hoursAgo: 36 };

  it('are a finding when their share of the runs grows', () => {
    const found = limits(
      runs('limitReached', { count: 1, ...yesterday }),
      runs('succeeded', { count: 9, ...yesterday }),
      runs('limitReached', { count: 3, ...today }),
      runs('succeeded', { count: 7, ...today }),
    );
    expect(found).toMatchObject([
      {
        code: 'LimitsRising',
        message:
          'daemon port-sheet: 3 of 10 runs of the last day ended at their limit, 1 of 10 the day before',
      },
    ]);
  });

  it('are none when the share stays or falls, when there was only one, or when runs are few', () => {
    const before = [
      ...runs('limitReached', { count: 3, ...yesterday }),
      ...runs('succeeded', { count: 7, ...yesterday }),
    ];
    const same = [
      ...runs('limitReached', { count: 3, ...today }),
      ...runs('succeeded', { count: 7, ...today }),
    ];
    expect(limits(before, same)).toEqual([]);
    expect(
      limits(runs('limitReached', { count: 1, ...today }), runs('failed', { count: 9, ...today })),
    ).toEqual([]);
    expect(limits(runs('limitReached', { count: 2, ...today }))).toEqual([]);
  });

  it('are not counted with runs that were interrupted', () => {
    expect(
      limits(runs('limitReached', { count: 2, ...today }), runs('interrupted', { count: 5, ...today })),
    ).toEqual([]);
  });
});
