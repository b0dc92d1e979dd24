import { describe, expect, it } from '@jest/globals';
import { LONGEST_REPORT } from '../../../core/host/bound-report.ts';
import type { HostReport } from '../../../core/host/host-report.ts';
import type { Ledger, LedgerItems, LedgerKind } from '../../../core/ports.ts';
import { MINUTE, SECOND } from '../../../core/time.ts';
import { REPORT_INTERVAL, ReportWriter } from '../../../host/daemon/report-writer.ts';
import { addLedgerTable, ledgerInAws } from '../../support/aws/dynamodb/ledger-in-aws.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { ManualWaitingClock } from '../../support/fakes/manual-waiting-clock.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);
const start = simulatedAws();

/** A ledger behind a network that is away at first. */
class RemoteLedger extends MemoryLedger {
  isAway = true;

  override async replace<K extends LedgerKind>(
    kind: K,
    id: string,
    write: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    if (this.isAway) throw new Error('no route');
    return await super.replace(kind, id, write);
  }
}

/** A writer that runs; each report that it wrote can be waited for. */
function writing(ledger: Ledger = new MemoryLedger()) {
  const clock = new ManualWaitingClock(NOW);
  const told: HostReport[] = [];
  const failures: unknown[] = [];
  const met: (string | null)[] = [];
  const watchers: (() => void)[] = [];
  const note = <T>(list: T[], one: T) => {
    list.push(one);
    for (const watcher of watchers.splice(0)) watcher();
  };
  const is = { findings: [] as HostReport['findings'] };
  const writer = new ReportWriter({
    ledger,
    host: 'ops',
    clock,
    random: { fraction: () => 0 },
    report: async () => someHostReport({ at: clock.now(), findings: is.findings }),
    failed: (error) => note(failures, error),
    written: (report) => note(told, report),
    twin: (report) => {
      met.push(report?.identity ?? null);
    },
  });
  const stop = new AbortController();
  const running = writer.run(stop.signal);
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => watchers.push(resolve));
  };
  const end = async () => {
    stop.abort();
    await running;
  };
  return { clock, told, failures, met, is, writer, until, end };
}

describe('the report of a host', () => {
  it('is written at once, and every five minutes', async () => {
    const { clock, told, until, end } = writing();
    await until(() => told.length === 1);
    await clock.reach(NOW + REPORT_INTERVAL);
    await until(() => told.length === 2);
    await end();
    expect(told.map(({ at }) => at)).toEqual([NOW, NOW + 5 * MINUTE]);
  });

  it('is written within a second after a change, once for several', async () => {
    const { clock, told, is, writer, until, end } = writing();
    await until(() => told.length === 1);
    await clock.waitedFor(NOW + REPORT_INTERVAL);
    is.findings = [{ code: 'DiskFull', message: 'the disk is full', remedy: 'df -h' }];
    writer.changed();
    writer.changed();
    writer.changed();
    await clock.reach(NOW + SECOND / 2);
    await until(() => told.length === 2);
    expect(told[1]?.findings).toEqual(is.findings);
    await clock.waitedFor(NOW + SECOND / 2 + REPORT_INTERVAL);
    await end();
    expect(told).toHaveLength(2);
  });

  it('is written less often while something changes without end', async () => {
    const { clock, told, writer, until, end } = writing();
    await until(() => told.length === 1);
    for (let change = 1; change <= 20; change += 1) {
      await clock.waitedFor(clock.now() + REPORT_INTERVAL);
      writer.changed();
      await clock.reach(clock.now() + SECOND / 2);
      await until(() => told.length === change + 1);
    }
    await clock.waitedFor(clock.now() + REPORT_INTERVAL);
    writer.changed();
    await clock.reach(clock.now() + 30 * SECOND);
    await until(() => told.length === 22);
    await clock.reach(clock.now() + REPORT_INTERVAL);
    await until(() => told.length === 23);
    await clock.waitedFor(clock.now() + REPORT_INTERVAL);
    writer.changed();
    await clock.reach(clock.now() + SECOND / 2);
    await until(() => told.length === 24);
    await end();
    expect(told).toHaveLength(24);
  });

  it('is kept in the table, by the same item, whoever wrote it before', async () => {
    const aws = await start();
    addLedgerTable(aws);
    const { ledger } = ledgerInAws(aws);
    await ledger.replace('host', 'ops', { seen: 0, item: someHostReport({ release: 'old' }) });
    const { clock, told, until, end } = writing(ledger);
    await until(() => told.length === 1);
    await clock.reach(NOW + REPORT_INTERVAL);
    await until(() => told.length === 2);
    await end();
    expect((await ledger.read('host', 'ops'))?.item.at).toBe(NOW + REPORT_INTERVAL);
    expect((await ledger.list('host')).map(({ id }) => id)).toEqual(['ops']);
  });

  it('is tried again through an outage, more and more seldom, and then tells what is true by then', async () => {
    const ledger = new RemoteLedger();
    const { clock, told, failures, until, end } = writing(ledger);
    let at = NOW;
    for (const [tries, pause] of [2, 4, 8, 16, 32, 60, 60].entries()) {
      await until(() => failures.length === tries + 1);
      at += pause * SECOND;
      if (tries === 6) ledger.isAway = false;
      await clock.reach(at);
    }
    await until(() => told.length === 1);
    await end();
    expect(told.map((report) => report.at)).toEqual([at]);
  });

  it('tells of another machine that is this host, too, until that writes no more', async () => {
    const memory = new MemoryLedger();
    const other = someHostReport({ startedAt: NOW - 7, identity: 'mi-other' });
    await memory.replace('host', 'ops', { seen: 0, item: other });
    const { clock, told, met, until, end } = writing(memory);
    await until(() => told.length === 1);
    const seen = memory.items.host.get('ops')?.revision ?? 0;
    await memory.replace('host', 'ops', { seen, item: other });
    for (let written = 2; written <= 6; written += 1) {
      await clock.reach(clock.now() + REPORT_INTERVAL);
      await until(() => told.length === written);
    }
    await end();
    // The report that lay there at the start is that of a machine before this one, or of an earlier run.
    expect(met).toEqual([null, 'mi-other', 'mi-other', 'mi-other', 'mi-other', null]);
    expect(memory.items.host.get('ops')?.item.at).toBe(NOW + 5 * REPORT_INTERVAL);
  });

  it('never grows beyond its bound', async () => {
    const { told, is, until, end, clock, writer } = writing();
    await until(() => told.length === 1);
    is.findings = Array.from({ length: 5_000 }, (_, index) => ({
      code: 'Finding',
      message: `${index} ${'m'.repeat(2_000)}`,
      remedy: '',
    }));
    await clock.waitedFor(NOW + REPORT_INTERVAL);
    writer.changed();
    await clock.reach(NOW + SECOND / 2);
    await until(() => told.length === 2);
    await end();
    expect(Buffer.byteLength(JSON.stringify(told[1]))).toBeLessThanOrEqual(LONGEST_REPORT);
    expect((told[1]?.findings.length ?? 0) + (told[1]?.omitted?.findings ?? 0)).toBe(5_000);
  });
});
