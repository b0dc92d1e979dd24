import { ExitCode } from '../../../core/exit-code.ts';
import { SECOND, toIso } from '../../../core/time.ts';
import { newsJson } from '../../../drill/drill-news.ts';
import { type DrillReport, runDrill } from '../../../drill/run-drill.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { newsText, tableText, verdictText } from './drill-text.ts';

export interface DrillOptions {
  readonly json?: boolean;
  readonly keep?: boolean;
}

/** Plays the drill; good only if every expectation was observed. */
export async function drill({ json = false, keep = false }: DrillOptions, io: Io): Promise<ExitCode> {
  const report = await runDrill({
    script: io.script,
    environment: io.environment,
    interrupted: io.interrupted,
    keep,
    tell: (news, startedAt) => {
      const text = json ? newsJson(news, startedAt) : newsText(news, { startedAt, colour: io.colour });
      if (text !== undefined) printLine(io, text);
    },
  });
  const exitCode = exitCodeOf(report);
  if (json) printLine(io, resultJson(report, exitCode));
  else if (!report.interrupted) {
    printLine(io);
    printLine(io, tableText(report.rows, { colour: io.colour }));
    printLine(io);
    printLine(io, verdictText(report, { colour: io.colour }));
  }
  if (report.interrupted) sayLine(io, 'evergrant: the drill was interrupted; nothing of it is left');
  else if (!report.good) explain(report, io);
  if (report.kept !== null) sayLine(io, `everything that was written is in ${report.kept}`);
  return exitCode;
}

function exitCodeOf({ interrupted, good }: DrillReport): ExitCode {
  if (interrupted) return ExitCode.Interrupted;
  return good ? ExitCode.Good : ExitCode.Failed;
}

function resultJson(report: DrillReport, exitCode: ExitCode): string {
  const { startedAt, took, rows, broken, interrupted, kept } = report;
  return JSON.stringify({
    schema: 1,
    at: toIso(startedAt + took),
    seconds: took / SECOND,
    source: 'drill',
    type: 'result',
    exitCode,
    expectations: rows.length,
    met: rows.filter((row) => row.met).length,
    failed: rows.filter((row) => row.met === false).map(({ name }) => name),
    notReached: rows.filter((row) => row.met === null).map(({ name }) => name),
    broken,
    interrupted,
    folder: kept,
  });
}

/** Says where to look: which expectation failed, and what the programs said last. */
function explain({ rows, broken, tails }: DrillReport, io: Io): void {
  for (const { name, expected, observed, met } of rows) {
    if (met === false)
      sayLine(io, `evergrant: expectation ${name} failed: expected ${expected}; observed ${observed}`);
  }
  if (broken !== null) sayLine(io, `evergrant: the story could not go on: ${broken}`);
  for (const { program, lines } of tails) {
    sayLine(io, `the last lines of ${program}:`);
    for (const line of lines) sayLine(io, `  ${line}`);
  }
}
