import { SECOND } from '../../time.ts';
import type { DaemonDeclaration, SessionQuota, SupervisedDaemon, TokenUse } from '../daemon-declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { SinkDeclaration } from '../sink-declaration.ts';
import type { TokenDeclaration } from '../token-declaration.ts';
import type { ConfigWhere } from '../where.ts';

type ParsedDaemon = ParsedDeclaration['daemons'][string];

/** What a daemon is converted from. */
interface Source {
  readonly daemon: ParsedDaemon;
  readonly where: ConfigWhere;
  /** What a name stands for. */
  sink(name: string): SinkDeclaration;
  token(name: string): TokenDeclaration;
}

export function convertDaemon(name: string, source: Source): DaemonDeclaration {
  const { daemon, where } = source;
  const uses = daemon.uses.flatMap((used) => (typeof used === 'string' ? [source.sink(used)] : []));
  const tokens = daemon.uses.flatMap((used) => (typeof used === 'string' ? [] : [tokenUse(used, source)]));
  const [program, ...commandArguments] = daemon.command ?? [];
  if (program === undefined) {
    const log = daemon.log === undefined ? undefined : where.resolve(daemon.log);
    return { kind: 'external', name, uses, tokens, unit: daemon.unit, log, sessions: sessionsOf(daemon) };
  }
  return {
    kind: 'supervised',
    name,
    command: [program, ...commandArguments],
    schedule: scheduleOf(daemon),
    uses,
    tokens,
    restart: daemon.onNewToken === 'restart' ? { drain: daemon.drain ?? DEFAULT_DRAIN } : undefined,
    onFailure: daemon.onFailure,
    limitReached: daemon.limitReached,
    workingDirectory:
      daemon.workingDirectory === undefined ? undefined : where.resolve(daemon.workingDirectory),
    environment: daemon.environment,
    timeout: daemon.timeout,
    sessions: sessionsOf(daemon),
  };
}

const DEFAULT_DRAIN = 30 * SECOND;

function tokenUse(used: Exclude<ParsedDaemon['uses'][number], string>, source: Source): TokenUse {
  const token = source.token(used.token);
  return used.via === 'environment'
    ? { via: used.via, token, variable: used.variable ?? '' }
    : { via: used.via, token };
}

function sessionsOf({ sessions }: ParsedDaemon): SessionQuota | undefined {
  return sessions && { perDay: sessions.perDay, begins: sessions.begins };
}

function scheduleOf({ every }: ParsedDaemon): SupervisedDaemon['schedule'] {
  return every === undefined ? { kind: 'keepRunning' } : { kind: 'every', interval: every };
}
