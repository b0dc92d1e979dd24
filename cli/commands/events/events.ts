import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { brokerFor, runningBroker } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { eventJson, eventText } from '../../event-text.ts';
import { type Io, printLine } from '../../io.ts';

export interface EventsOptions extends ConfigOption {
  readonly json?: boolean;
  readonly recent?: string;
}

/** Follows the running broker's events until interrupted, or until it stops. */
export async function events(options: EventsOptions, io: Io): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const recent = countOf(options.recent);
  // On one machine a command that is the broker itself has no events to follow.
  const { broker } =
    declaration.engine.kind === 'machine'
      ? { broker: runningBroker(declaration) }
      : await brokerFor(declaration, { io, command: 'evergrant events' });
  for await (const event of broker.events({ recent, signal: io.interrupted })) {
    printLine(io, options.json ? eventJson(event) : eventText(event, io));
  }
  return io.interrupted.aborted ? ExitCode.Interrupted : ExitCode.Good;
}

function countOf(text = '20'): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new Fault({
    code: 'OptionInvalid',
    message: `--recent ${text}: expected a number from 0 to 9999`,
    remedy: 'evergrant events --recent 100',
    exitCode: ExitCode.Usage,
  });
}
