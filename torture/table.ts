import type { TrialResult, TrialRow } from './trial.ts';

/** What was tried and what was lost, one row each, and below it whatever failed. */
export function printResults(results: readonly TrialResult[]): string {
  const rows = results.flatMap(({ name, rows }) => rows.map((row) => [name, ...cells(row)]));
  const figures = results.flatMap(({ name, figures }) =>
    Object.entries(figures ?? {}).map(([what, value]) => `${name}: ${what}: ${value}`),
  );
  const failures = results.flatMap(({ name, failures }) => failures.map((text) => `FAILED ${name}: ${text}`));
  return [...columns([['trial', 'what', 'tried', 'lost', ''], ...rows]), '', ...figures, ...failures]
    .join('\n')
    .trimEnd();
}

function cells({ what, tried, lost, note }: TrialRow): string[] {
  return [what, String(tried), String(lost), note ?? ''];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
