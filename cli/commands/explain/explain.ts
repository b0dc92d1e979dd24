import { createInterface } from 'node:readline';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { type Explanation, explain as explainOne } from '../../../core/verdict/explain.ts';
import { redact } from '../../../core/verdict/redact.ts';
import { type Io, printLine } from '../../io.ts';
import { readExplainable } from './read-explainable.ts';

export interface ExplainOptions {
  readonly json?: boolean;
  readonly provider?: string;
  readonly status?: string;
  readonly where?: string;
}

/** Says what lines and answers mean: the words typed, or standard input line by line. */
export async function explain(
  text: string,
  { options, io }: { options: ExplainOptions; io: Io },
): Promise<ExitCode> {
  if (text) {
    const explanation = explainOne(typed(text, options));
    printLine(io, options.json ? JSON.stringify(explanation) : explanationText(explanation));
    return ExitCode.Good;
  }
  let number = 0;
  const { stdin: input, interrupted: signal } = io;
  for await (const line of createInterface({ input, signal, terminal: false })) {
    number += 1;
    if (line.trim() === '') continue;
    if (options.json) {
      printLine(io, JSON.stringify(explainOne(readExplainable(line, number))));
    } else {
      const explanation = explainOne(typed(line, options));
      if (explanation.verdict !== 'not_auth')
        printLine(io, `${explanation.evidence ?? redact(line)}\n${explanationText(explanation)}\n`);
    }
  }
  if (io.interrupted.aborted) return ExitCode.Interrupted;
  if (number === 0) throw invalid('nothing was given to explain, and standard input is empty');
  return ExitCode.Good;
}

/** Words with `--status` are the body of an answer; without, they are a log line. */
function typed(text: string, options: ExplainOptions) {
  const { provider, status, where = 'token_endpoint' } = options;
  const known = provider === undefined ? {} : { provider };
  if (status === undefined) return { line: text, ...known };
  if (where !== 'token_endpoint' && where !== 'resource')
    throw invalid(`--where ${where}: expected token_endpoint or resource`);
  if (!/^[1-5]\d\d$/.test(status)) throw invalid(`--status ${status}: expected an HTTP status such as 400`);
  return { where, status: Number(status), body: parsed(text), ...known } as const;
}

function explanationText(explanation: Explanation): string {
  const { verdict, reason, message, remedy, spent, causes = [] } = explanation;
  return [
    `${verdict}  ${reason}`,
    `  meaning  ${message}`,
    ...causes.map(
      ({ cause, evidence }, at) => `  ${at === 0 ? 'likely' : '      '}   ${cause} (${evidence})`,
    ),
    ...(remedy ? [`  repair   ${remedy}`] : ['  repair   nothing to do by hand']),
    ...(spent === 'maybe' ? ['  spent    the refresh token may have been consumed'] : []),
  ].join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function invalid(message: string): Fault {
  return new Fault({
    code: 'OptionInvalid',
    message,
    remedy: 'evergrant explain --help',
    exitCode: ExitCode.Usage,
  });
}
