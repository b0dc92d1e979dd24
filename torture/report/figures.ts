import { WINDOW_P50, WINDOW_P99 } from '../kill-points/kill-points.ts';
import { MUST, UNAVOIDABLE } from '../kills/witness.ts';
import { SECRETS_IN_FILES } from '../lab/leaks.ts';
import type { TrialResult, TrialRow } from '../trial.ts';

/** A figure that the project promises, its target, and what this run measured. */
export interface Figure {
  readonly figure: string;
  readonly target: string;
  readonly measured: string;
}

/** The promised figures, in the order of the promise; `not run` where its trial was not among them. */
export function figuresOf(results: readonly TrialResult[]): readonly Figure[] {
  const rows = results.flatMap((result) => result.rows);
  const figures: Readonly<Record<string, string | number>> = Object.assign(
    {},
    ...results.map((one) => one.figures),
  );
  const lost = (...starts: readonly string[]) => lostIn(rows, starts);
  return [
    { figure: 'sends per intent', target: 'at most 1', measured: lost(MUST.onceEach) },
    {
      figure: 'families with a known live successor that we caused to be revoked',
      target: '0',
      measured: lost(MUST.notRevoked),
    },
    {
      figure: 'grants lost, issuer with a grace window or without rotation',
      target: '0 in 1,000 kills',
      measured: `${lost(MUST.notLost)}; ${figures.kills ?? 0} kills`,
    },
    {
      figure: 'grants lost, rotating issuer without grace',
      target: 'only between answer received and save returned',
      measured: `${lost(MUST.explained)} unexplained; ${count(rows, UNAVOIDABLE)} explained`,
    },
    {
      figure: 'that window',
      target: 'measured',
      measured: `p50 ${figures[WINDOW_P50] ?? '?'} ms, p99 ${figures[WINDOW_P99] ?? '?'} ms`,
    },
    {
      figure: 'each such case recognised, one incident, no loop',
      target: 'all',
      measured: lost(MUST.recognised, MUST.quiet, 'such losses recognised'),
    },
    {
      figure: `exchanges per expiry with ${figures.processes ?? '?'} competing processes`,
      target: 'exactly 1',
      measured: lost('exchanges per expiry'),
    },
    {
      figure: 'competing processes that hold the same token',
      target: 'all',
      measured: lost('tokens held by'),
    },
    {
      figure: 'older generation overwriting newer; last good value destroyed',
      target: '0',
      measured: lost(MUST.newer, 'damaged files with which'),
    },
    {
      figure: 'secrets in any file that is not a secret file',
      target: '0',
      measured: lost(SECRETS_IN_FILES),
    },
    {
      figure: 'truncations and single-bit flips not recognised',
      target: '0',
      measured: lost('truncations', 'single-bit'),
    },
  ];
}

function lostIn(rows: readonly TrialRow[], starts: readonly string[]): string {
  const meant = rows.filter(({ what }) => starts.some((start) => what.startsWith(start)));
  const tried = meant.reduce((sum, row) => sum + row.tried, 0);
  const lost = meant.reduce((sum, row) => sum + row.lost, 0);
  return tried === 0 ? 'not run' : `${lost} of ${tried} looks break it`;
}

function count(rows: readonly TrialRow[], what: string): number {
  return rows.find((row) => row.what === what)?.lost ?? 0;
}
