import type { HostReport, HostReportList } from './host-report.ts';

/** Most bytes of a report as JSON: one write of it stays within 20 of DynamoDB's units. */
export const LONGEST_REPORT = 20_000;

/** Longest message in it, in characters. */
const LONGEST_TEXT = 600;

/**
 * A report that is no longer than {@link LONGEST_REPORT}, whatever a host says of itself: texts are cut, then the audit
 * goes, then the longest list gives up its last entries until it fits. What was left out is counted in `omitted`.
 */
export function boundReport(report: HostReport): HostReport {
  let bounded = withShortTexts(report);
  if (bytesOf(bounded) > LONGEST_REPORT && bounded.audit !== null)
    bounded = noting({ ...bounded, audit: null }, 'audit', 1);
  while (bytesOf(bounded) > LONGEST_REPORT) {
    const list = longestList(bounded);
    if (list === undefined) return bounded;
    bounded = halved(bounded, list);
  }
  return bounded;
}

type CutList = Exclude<HostReportList, 'audit'>;

const LISTS: readonly CutList[] = ['findings', 'daemons', 'deliveries', 'selfTest'];

function longestList(report: HostReport): CutList | undefined {
  const sized = LISTS.flatMap((list) =>
    entries(report, list).length === 0 ? [] : [{ list, bytes: bytesOf(entries(report, list)) }],
  );
  return sized.sort((a, b) => b.bytes - a.bytes)[0]?.list;
}

function entries(report: HostReport, list: CutList): readonly unknown[] {
  return list === 'selfTest' ? (report.selfTest?.checks ?? []) : report[list];
}

function halved(report: HostReport, list: CutList): HostReport {
  const before = entries(report, list).length;
  const keep = Math.floor(before / 2);
  return noting({ ...report, ...cut(report, { list, keep }) }, list, before - keep);
}

function cut(report: HostReport, { list, keep }: { list: CutList; keep: number }): Partial<HostReport> {
  switch (list) {
    case 'selfTest': {
      const { selfTest } = report;
      return { selfTest: selfTest && { ...selfTest, checks: selfTest.checks.slice(0, keep) } };
    }
    case 'findings':
      return { findings: report.findings.slice(0, keep) };
    case 'daemons':
      return { daemons: report.daemons.slice(0, keep) };
    case 'deliveries':
      return { deliveries: report.deliveries.slice(0, keep) };
  }
}

function noting(report: HostReport, list: HostReportList, count: number): HostReport {
  const { omitted = {} } = report;
  return { ...report, omitted: { ...omitted, [list]: (omitted[list] ?? 0) + count } };
}

/** The gravest first, so that what is cut off is what matters least. */
function withShortTexts(report: HostReport): HostReport {
  const { selfTest } = report;
  return {
    ...report,
    findings: report.findings.map(shortTexts),
    deliveries: [...report.deliveries]
      .sort((a, b) => Number(b.error !== null) - Number(a.error !== null))
      .map(shortTexts),
    daemons: [...report.daemons]
      .sort((a, b) => b.consecutiveFailures - a.consecutiveFailures)
      .map(shortTexts),
    selfTest: selfTest && {
      ...selfTest,
      checks: [...selfTest.checks].sort((a, b) => GRAVITY[b.outcome] - GRAVITY[a.outcome]).map(shortTexts),
    },
  };
}

const GRAVITY = { ok: 0, warn: 1, failed: 2 } as const;

function shortTexts<T extends object>(entry: T): T {
  return Object.values(entry).some((value) => typeof value === 'string' && value.length > LONGEST_TEXT)
    ? { ...entry, ...shortened(entry) }
    : entry;
}

function shortened(entry: object): Readonly<Record<string, string>> {
  const long = Object.entries(entry).flatMap(([name, value]) =>
    typeof value === 'string' && value.length > LONGEST_TEXT
      ? [[name, `${value.slice(0, LONGEST_TEXT - 1)}…`] as const]
      : [],
  );
  return Object.fromEntries(long);
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
