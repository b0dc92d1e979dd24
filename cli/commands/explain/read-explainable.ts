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

/** A number is taken too, and handed back as text. */
const id = z.union([z.string(), z.number().transform(String)]);

const common = { id: id.nullish(), provider: z.string().nullish() };

/** A header as HTTP libraries of all kinds keep it: text, a number, or a list. */
const header = z.union([z.string(), z.number(), z.array(z.string())]).transform(String);

const lineInput = z.object({ ...common, line: z.string() });

const answerInput = z.object({
  ...common,
  where: z.enum(['token_endpoint', 'resource', 'network']),
  status: z.number().int().nullish(),
  headers: z.record(z.string(), header).nullish(),
  body: z.unknown().optional(),
  error: z.union([errorEvidence, z.string().transform((message) => ({ message }))]).nullish(),
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
  if (line.success) return present(line.data);
  const answer = answerInput.safeParse(raw);
  if (!answer.success)
    throw invalid(number, 'is neither {"line": …} nor {"where": …, "status": …, "body": …}');
  const { status = null, headers, error, body, ...rest } = answer.data;
  const facts = { ...(headers && { headers: lowerCase(headers) }), ...(error && { error }) };
  return { ...present(rest), status, body, ...facts };
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

/** Keys that are absent or null are left out, as the types of core want it. */
function present<T extends Absent>({ id, provider, ...rest }: T) {
  return { ...rest, ...(id == null ? {} : { id }), ...(provider == null ? {} : { provider }) };
}

interface Absent {
  readonly id?: string | null | undefined;
  readonly provider?: string | null | undefined;
}

function invalid(number: number, problem: string): Fault {
  return new Fault({
    code: 'InputInvalid',
    message: `line ${number} of standard input ${problem}`,
    remedy: 'write one JSON object a line; without --json, lines are read as log text',
    exitCode: ExitCode.Usage,
  });
}
