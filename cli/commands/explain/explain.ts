import { createInterface } from 'node:readline';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { type OwnCode, ownCodeIn } from '../../../core/own-codes/own-code.ts';
import { type Explanation, explain as explainOne } from '../../../core/verdict/explain.ts';
import { redact } from '../../../core/verdict/redact.ts';
import { type Io, printLine } from '../../io.ts';
import { explainJsonLines } from './explain-json-lines.ts';
import type { ExplainOptions } from './explain-options.ts';
import { assertKnownIssuer } from './known-issuer.ts';
import { type NamedGrants, namedGrants } from './named-grants.ts';

/**
 * Says what lines and answers mean: the words typed, or standard input line by line. Codes of evergrant itself are looked
 * up, not judged.
 */
export async function explain(
  text: string,
  { options, io }: { options: ExplainOptions; io: Io },
): Promise<ExitCode> {
  if (options.provider !== undefined) assertKnownIssuer(options.provider);
  const grants = await namedGrants(options, io);
  const own = options.status === undefined ? ownCodeIn(text) : undefined;
  if (own) {
    printLine(io, options.json ? JSON.stringify(own) : ownCodeText(own));
    return ExitCode.Good;
  }
  if (text) {
    const explanation = grants.name(explainOne(typed(text, options)));
    printLine(io, options.json ? JSON.stringify(explanation) : explanationText(explanation, grants));
    return ExitCode.Good;
  }
  const { exitCode, lines } = options.json
    ? await explainJsonLines(io, grants.name)
    : await explainLog(io, { options, grants });
  if (io.interrupted.aborted) return ExitCode.Interrupted;
  if (lines === 0) throw invalid('nothing was given to explain, and standard input is empty');
  return exitCode;
}

/** Shows the lines of a log that are about credentials. */
async function explainLog(
  io: Io,
  { options, grants }: { options: ExplainOptions; grants: NamedGrants },
): Promise<{ exitCode: ExitCode; lines: number }> {
  let lines = 0;
  const { stdin: input, interrupted: signal } = io;
  for await (const line of createInterface({ input, signal, terminal: false })) {
    lines += 1;
    if (line.trim() === '') continue;
    const own = options.status === undefined ? ownCodeIn(line) : undefined;
    if (own) {
      printLine(io, `${redact(line)}\n${ownCodeText(own)}\n`);
      continue;
    }
    const explanation = grants.name(explainOne(typed(line, options)));
    if (explanation.verdict !== 'not_auth')
      printLine(io, `${explanation.evidence ?? redact(line)}\n${explanationText(explanation, grants)}\n`);
  }
  return { exitCode: ExitCode.Good, lines };
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

function ownCodeText({ code, message, remedy }: OwnCode): string {
  const repair = remedy === '' ? 'what the line "next:" below it says' : remedy;
  return `evergrant  ${code}\n  meaning  ${message}\n  repair   ${repair}`;
}

function explanationText(explanation: Explanation, grants: NamedGrants): string {
  const { verdict, reason, message, remedy, spent, causes = [] } = explanation;
  const hint = grants.hint(explanation);
  return [
    `${verdict}  ${reason}`,
    `  meaning  ${message}`,
    ...causes.map(
      ({ cause, evidence }, at) => `  ${at === 0 ? 'likely' : '      '}   ${cause} (${evidence})`,
    ),
    ...(remedy ? [`  repair   ${remedy}`] : ['  repair   nothing to do by hand']),
    ...(hint === undefined ? [] : [`           ${hint}`]),
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
