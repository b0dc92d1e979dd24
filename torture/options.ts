import { parseArgs } from 'node:util';
import { Fault } from '../core/fault.ts';

/** What was typed after `npm run torture --`. */
export interface TortureOptions {
  readonly seed: number;
  readonly rounds: number;
  /** Names of trials; empty: all. */
  readonly only: readonly string[];
  readonly brief: boolean;
  /** Write docs/reliability.md from the last result of each trial, and try nothing. */
  readonly report: boolean;
  /** A schedule, as a failure printed it. */
  readonly replay: string | undefined;
}

/** @throws Fault `BadUsage` for anything it does not know. */
export function readOptions(words: readonly string[]): TortureOptions {
  const { values } = parse(words);
  return {
    seed: whole('--seed', values.seed ?? '1'),
    rounds: whole('--rounds', values.rounds ?? '200'),
    only: values.only ?? [],
    brief: values.brief ?? false,
    report: values.report ?? false,
    replay: values.replay,
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        seed: { type: 'string' },
        rounds: { type: 'string' },
        only: { type: 'string', multiple: true },
        brief: { type: 'boolean' },
        report: { type: 'boolean' },
        replay: { type: 'string' },
      },
    });
  } catch (error) {
    throw badUsage(error instanceof Error ? error.message : String(error));
  }
}

function whole(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw badUsage(`${option} ${text} is not a whole number`);
  return Number(text);
}

function badUsage(message: string): Fault {
  return new Fault({
    code: 'BadUsage',
    message,
    remedy:
      'npm run torture -- [--seed N] [--rounds N] [--only NAME] [--brief], or --report, or --replay SCHEDULE',
  });
}
