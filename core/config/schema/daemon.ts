import { z } from 'zod';
import { mapping, path, span, text, texts } from './leaf.ts';

const COUNT = 'a whole number, 0 or more';
const EXIT_CODE = 'an exit code from 0 to 255';

/** A program that uses tokens: supervised when it has a `command`, else `external`. */
export const daemonSchema = mapping({
  command: z
    .array(z.string({ error: 'text' }), { error: 'a list: the program and its arguments' })
    .min(1, { error: 'a list: the program and its arguments' })
    .exactOptional()
    .describe('Program and arguments; no shell is used.'),
  external: z
    .literal(true, { error: 'true' })
    .exactOptional()
    .describe('`true`: somebody else starts it; it is named as affected by incidents and never run.'),
  every: span().exactOptional().describe('Runs start this far apart. A span. This or `keepRunning`.'),
  keepRunning: z
    .literal(true, { error: 'true' })
    .exactOptional()
    .describe('`true`: started again whenever it ends. This or `every`.'),
  uses: z
    .array(text('the name of a sink'), { error: 'a list of names of sinks' })
    .prefault([])
    .describe('Names of the sinks that it reads. Default: none.'),
  onFailure: mapping({
    after: z
      .int({ error: COUNT })
      .min(0, { error: COUNT })
      .prefault(3)
      .describe('Failures in a row that still keep the normal interval. Default: 3.'),
    backoff: z
      .array(span(), { error: 'a list of spans' })
      .min(1, { error: 'at least one span' })
      .prefault(['30m', '1h', '4h', '24h'])
      .describe('Intervals after that; the last one repeats. Spans. Default: `[30m, 1h, 4h, 24h]`.'),
  })
    .prefault({})
    .describe('What happens after failures in a row.'),
  limitReached: mapping({
    exitCode: z
      .int({ error: EXIT_CODE })
      .min(0, { error: EXIT_CODE })
      .max(255, { error: EXIT_CODE })
      .describe('The exit code.'),
    log: text().describe('Text that a line of the output holds.'),
  })
    .exactOptional()
    .describe('An exit with this code and this text is a limit reached and not a failure. Default: none.'),
  workingDirectory: path()
    .exactOptional()
    .describe('Where it runs. Default: where `evergrant run` was started.'),
  environment: texts().describe(
    'Added to its environment. Never a token: a running process cannot be given a new one that way. Default: none.',
  ),
  timeout: span()
    .exactOptional()
    .describe('A run that takes longer is ended and counts as failed. A span. Default: none.'),
});
