import { isFault } from '../core/fault.ts';
import { replaySchedule } from './interleavings/replay-schedule.ts';
import { readOptions } from './options.ts';
import { keepResult, keptResults } from './report/kept-results.ts';
import { writeReport } from './report.ts';
import { printResults } from './table.ts';
import type { TrialResult } from './trial.ts';
import { TRIALS } from './trials.ts';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(isFault(error) ? `${error.message}\n  ${error.remedy ?? ''}` : error);
  process.exitCode = 1;
}

/** @returns the exit code: 1 when anything was lost that must not be. */
async function main(words: readonly string[]): Promise<number> {
  const { only, seed, rounds, brief, report, replay } = readOptions(words);
  if (replay !== undefined) return await replaySchedule(replay);
  if (report) {
    console.log(`written: ${await writeReport(await keptResults(TRIALS.map(({ name }) => name)))}`);
    return 0;
  }
  const chosen = TRIALS.filter(({ name }) => only.length === 0 || only.includes(name));
  if (chosen.length === 0) {
    console.error(
      `no trial is named ${only.join(', ')}; there are ${TRIALS.map(({ name }) => name).join(', ')}`,
    );
    return 1;
  }
  const results: TrialResult[] = [];
  for (const trial of chosen) {
    const progress = (text: string) => console.error(`${trial.name}: ${text}`);
    const startedAt = performance.now();
    const result = await trial.run({ seed, rounds, brief, progress });
    await keepResult({ words, seed, rounds, tookSeconds: secondsSince(startedAt), result });
    results.push(result);
  }
  console.log(`seed ${seed}, ${rounds} rounds, node ${process.versions.node}\n`);
  console.log(printResults(results));
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function secondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 1_000);
}
