import type { DaemonDeclaration, SinkDeclaration, SupervisedDaemon } from '../declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { ConfigWhere } from '../where.ts';

type ParsedDaemon = ParsedDeclaration['daemons'][string];

/** What a daemon is converted from. */
interface Source {
  readonly daemon: ParsedDaemon;
  readonly where: ConfigWhere;
  readonly uses: readonly SinkDeclaration[];
}

export function convertDaemon(name: string, source: Source): DaemonDeclaration {
  const { daemon, where, uses } = source;
  const [program, ...commandArguments] = daemon.command ?? [];
  if (program === undefined) return { kind: 'external', name, uses };
  return {
    kind: 'supervised',
    name,
    command: [program, ...commandArguments],
    schedule: scheduleOf(daemon),
    uses,
    onFailure: daemon.onFailure,
    limitReached: daemon.limitReached,
    workingDirectory:
      daemon.workingDirectory === undefined ? undefined : where.resolve(daemon.workingDirectory),
    environment: daemon.environment,
    timeout: daemon.timeout,
  };
}

function scheduleOf({ every }: ParsedDaemon): SupervisedDaemon['schedule'] {
  return every === undefined ? { kind: 'keepRunning' } : { kind: 'every', interval: every };
}
