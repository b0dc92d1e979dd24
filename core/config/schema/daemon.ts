import { z } from 'zod';
import { mapping, path, span, text, texts, word } from './leaf.ts';

const COUNT = 'a whole number, 0 or more';
const EXIT_CODE = 'an exit code from 0 to 255';

const UNIT = 'the name of a systemd unit, such as jada-agent.service';
const SESSIONS = 'a whole number, 1 or more';

const VARIABLE = 'the name of an environment variable';

/** A sink that a daemon reads, or a token that it gets without one. */
const useSchema = z.union(
  [
    text('the name of a sink'),
    mapping({
      token: text('the name of a token or grant').describe('Name of the token.'),
      via: word(['environment', 'socket']).describe(
        '`environment`: put into its environment when it is started, where no newer one ever reaches it; `socket`: it asks the control socket, which `EVERGRANT_SOCKET` names for it.',
      ),
      variable: z
        .string({ error: VARIABLE })
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: VARIABLE })
        .exactOptional()
        .describe('With `environment`: the variable.'),
    }),
  ],
  { error: 'the name of a sink, or a mapping with "token" and "via"' },
);

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
  unit: z
    .string({ error: UNIT })
    .regex(/^[A-Za-z0-9:_.\\@-]+\.service$/, { error: UNIT })
    .exactOptional()
    .describe(
      'With `external`: the systemd unit that it is. Its state is shown by `evergrant audit`, and on a host of the aws engine its journal is followed. Default: none.',
    ),
  log: path()
    .exactOptional()
    .describe(
      'With `external`: the file that it writes its log to; read by `evergrant audit`, and followed on a host of the aws engine. Default: none.',
    ),
  sessions: mapping({
    perDay: z
      .int({ error: SESSIONS })
      .min(1, { error: SESSIONS })
      .describe('How many may begin in a day of UTC.'),
    begins: text()
      .exactOptional()
      .describe(
        'Text of the lines that say that a session began. Default: with `command`, each run is a session. Required with `external`.',
      ),
  })
    .exactOptional()
    .describe('A quota of sessions; `evergrant audit` shows how much of it is used. Default: none.'),
  every: span().exactOptional().describe('Runs start this far apart. A span. This or `keepRunning`.'),
  keepRunning: z
    .literal(true, { error: 'true' })
    .exactOptional()
    .describe('`true`: started again whenever it ends. This or `every`.'),
  uses: z
    .array(useSchema, { error: 'a list of names of sinks, or of mappings with "token" and "via"' })
    .prefault([])
    .describe(
      'Names of the sinks that it reads. A token that it gets without one: `{ token: NAME, via: socket }` if it asks the control socket, `{ token: NAME, via: environment, variable: NAME }` to find it in its environment at its start, where no newer one ever reaches it. Default: none.',
    ),
  onNewToken: word(['restart', 'keep'])
    .exactOptional()
    .describe(
      '`restart`: with `keepRunning`, TERM for each new token, then a new start with it. Default: `keep`, the process goes on with what it has.',
    ),
  drain: span()
    .exactOptional()
    .describe(
      'With `onNewToken: restart`: how long its work may take to end after TERM, before KILL. A span. Default: 30s.',
    ),
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
