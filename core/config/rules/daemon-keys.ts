import type { ConfigProblem } from '../problem.ts';
import { declared } from '../raw-tree.ts';
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
];

/** A daemon is supervised or external; a supervised one has one kind of schedule, an external one none. */
export function daemonKeys(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'daemons').flatMap(([name, daemon]) => {
    const path = ['daemons', name];
    const kind = exactlyOne(path, { mapping: daemon, keys: ['command', 'external'] });
    if (kind.length > 0) return kind;
    if (daemon.command !== undefined)
      return exactlyOne(path, { mapping: daemon, keys: ['every', 'keepRunning'] });
    return noneOf(path, { mapping: daemon, keys: RUN_KEYS, because: 'stands only beside "command"' });
  });
}
