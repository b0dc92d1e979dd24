import { z } from 'zod';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { Explainable } from '../../../core/verdict/explain.ts';
import type { ErrorEvidence } from '../../../core/verdict/verdict.ts';

const errorEvidence: z.ZodType<ErrorEvidence> = z.lazy(() =>
  z.object({
    name: z.string().optional(),
    code: z.union([z.string(), z.number()]).optional(),
    message: z.string().optional(),
    cause: errorEvidence.optional(),
  }),
) as z.ZodType<ErrorEvidence>;

const common = { id: z.string().optional(), provider: z.string().optional() };

const lineInput = z.object({ ...common, line: z.string() });

const answerInput = z.object({
  ...common,
  where: z.enum(['token_endpoint', 'resource', 'network']),
  status: z.number().int().nullable(),
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.unknown(),
  error: errorEvidence.nullish(),
});

/**
 * Reads one line of JSON Lines: `{line}` or `{where, provider?, status, headers?, body, error?}`, both with an optional
 * `id`. Other fields are ignored, so that annotated collections can be piped in as they are.
 *
 * @throws Fault `InputInvalid` that names the line
 */
export function readExplainable(text: string, number: number): Explainable {
  const raw = parse(text, number);
  const line = lineInput.safeParse(raw);
  if (line.success) return defined(line.data);
  const answer = answerInput.safeParse(raw);
  if (!answer.success)
    throw invalid(number, 'is neither {"line": …} nor {"where": …, "status": …, "body": …}');
  const { headers, error, ...rest } = answer.data;
  return defined({ ...rest, ...(headers && { headers: lowerCase(headers) }), ...(error && { error }) });
}

function parse(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(number, 'is not JSON');
  }
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Keys that are undefined are left out, as the types of core want it. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function invalid(number: number, problem: string): Fault {
  return new Fault({
    code: 'InputInvalid',
    message: `line ${number} of standard input ${problem}`,
    remedy: 'write one JSON object a line; without --json, lines are read as log text',
    exitCode: ExitCode.Usage,
  });
}
