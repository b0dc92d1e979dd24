import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import { readSteps } from './doomed-run.ts';

/** Milliseconds between *answer received* and *save returned*: a kill in between loses a grant without grace. */
export interface Window {
  readonly exchanges: number;
  readonly p50: number;
  readonly p99: number;
}

/** Refreshes again and again with the command line that marks when its ports return. Nothing is killed. */
export async function measureWindow(script: string, exchanges: number): Promise<Window> {
  const lab = await Lab.start({ policies: [STRICT] });
  const log = join(lab.folder, 'steps.log');
  const environment = { EVERGRANT_TORTURE_LOG: log };
  const up = new Evergrant({ lab, script, words: ['up', '--json'], environment });
  try {
    await up.answers();
    await lab.consent(lab.running(), lab.grant);
    for (let count = 0; count < exchanges; count += 1) await lab.running().refresh(lab.grant.name, {});
    const spans = windowsIn(await readFile(log, 'utf8'));
    return { exchanges: spans.length, p50: quantile(spans, 0.5), p99: quantile(spans, 0.99) };
  } finally {
    await up.stop();
    await lab.close();
  }
}

function windowsIn(log: string): readonly number[] {
  const spans: number[] = [];
  let answeredAt: number | undefined;
  for (const { at, what } of readSteps(log)) {
    if (what === 'mark issuer.send returned') answeredAt = at;
    if (what !== 'mark secrets.put returned' || answeredAt === undefined) continue;
    spans.push(at - answeredAt);
    answeredAt = undefined;
  }
  return spans;
}

function quantile(spans: readonly number[], share: number): number {
  const sorted = spans.toSorted((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return Math.round(value * 100) / 100;
}
