import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping, type RawMapping } from '../raw-tree.ts';
import { exactlyOne, noneOf } from './choice.ts';

/** Keys that say how a daemon is run, and so mean nothing for one that somebody else starts. */
const RUN_KEYS = [
  'every',
  'keepRunning',
  'onFailure',
  'limitReached',
  'workingDirectory',
  'environment',
  'timeout',
  'onNewToken',
  'drain',
];

/** Keys that say where a daemon is found that somebody else starts. */
const WATCH_KEYS = ['unit', 'log'];

/** A daemon is supervised or external; a supervised one has one kind of schedule, an external one none. */
export function daemonKeys(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'daemons').flatMap(([name, daemon]) => {
    const path = ['daemons', name];
    const kind = exactlyOne(path, { mapping: daemon, keys: ['command', 'external'] });
    if (kind.length > 0) return kind;
    if (daemon.command !== undefined) {
      return [
        ...exactlyOne(path, { mapping: daemon, keys: ['every', 'keepRunning'] }),
        ...noneOf(path, {
          mapping: daemon,
          keys: WATCH_KEYS,
          because: 'stands only beside "external: true"',
        }),
        ...newTokenKeys(path, daemon),
        ...variables(path, daemon),
      ];
    }
    return [
      ...noneOf(path, { mapping: daemon, keys: RUN_KEYS, because: 'stands only beside "command"' }),
      ...notOurEnvironment(path, daemon),
      ...countable(path, daemon),
    ];
  });
}

/** Only what is kept running lives long enough to be started anew. */
function newTokenKeys(path: Path, daemon: RawMapping): readonly ConfigProblem[] {
  const restarts = daemon.onNewToken === 'restart';
  return [
    ...(daemon.every === undefined
      ? []
      : noneOf(path, {
          mapping: daemon,
          keys: ['onNewToken'],
          because: 'stands only beside "keepRunning"; each scheduled run starts with the newest token',
        })),
    ...(restarts
      ? []
      : noneOf(path, {
          mapping: daemon,
          keys: ['drain'],
          because: 'stands only beside "onNewToken: restart"',
        })),
  ];
}

/** A token in the environment has one variable of its own; one that is fetched has none. */
function variables(path: Path, daemon: RawMapping): readonly ConfigProblem[] {
  const taken = new Set(Object.keys(isMapping(daemon.environment) ? daemon.environment : {}));
  return tokenUses(daemon).flatMap(({ at, use }): readonly ConfigProblem[] => {
    const place = [...path, 'uses', at];
    if (use.via !== 'environment') {
      const because = 'stands only beside "via: environment"';
      return noneOf(place, { mapping: use, keys: ['variable'], because });
    }
    const variable = [...place, 'variable'];
    if (use.variable === undefined) {
      return [{ path: variable, kind: 'missing', expected: 'the name of an environment variable' }];
    }
    const name = String(use.variable);
    if (taken.has(name)) {
      const expected = 'a variable of its own';
      return [{ path: variable, kind: 'conflict', received: `another ${name} of this daemon`, expected }];
    }
    taken.add(name);
    return [];
  });
}

/** Of a program that somebody else starts only its lines are seen. */
function countable(path: Path, { sessions, unit, log }: RawMapping): readonly ConfigProblem[] {
  if (!isMapping(sessions)) return [];
  const begins = [...path, 'sessions', 'begins'];
  if (sessions.begins === undefined)
    return [{ path: begins, kind: 'missing', expected: 'text of the lines that say that a session began' }];
  if (unit !== undefined || log !== undefined) return [];
  return [{ path, kind: 'choice', expected: 'one of "unit", "log", in which sessions are counted' }];
}

function notOurEnvironment(path: Path, daemon: RawMapping): readonly ConfigProblem[] {
  return tokenUses(daemon)
    .filter(({ use }) => use.via === 'environment')
    .map(({ at }) => ({
      path: [...path, 'uses', at, 'via'],
      kind: 'refusedKey',
      expected:
        'the environment of a program that somebody else starts cannot be set; declare a sink, or "via: socket"',
    }));
}

function tokenUses(daemon: RawMapping): readonly { readonly at: number; readonly use: RawMapping }[] {
  const uses: readonly unknown[] = Array.isArray(daemon.uses) ? daemon.uses : [];
  return uses.flatMap((use, at) => (isMapping(use) ? [{ at, use }] : []));
}
