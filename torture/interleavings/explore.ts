import type { Ending } from '../explorer/final-check.ts';
import { type Move, printSchedule, readSchedule } from './moves.ts';
import type { Bound, Race } from './race.ts';
import { Stage } from './stage.ts';

/** What the exploration of one race came to. */
export interface Exploration {
  readonly race: Race;
  /** Schedules that were played to their end. */
  readonly schedules: number;
  /** Schedules that were cut short where another had come to the same state with the same bound left. */
  readonly pruned: number;
  readonly lost: number;
  readonly failures: readonly { readonly schedule: string; readonly violations: readonly string[] }[];
}

/**
 * Plays every schedule of the race within the bound, depth first. Flows cannot be rewound, so each schedule is played
 * from the start; one that comes to a state that was there before is not played on, for its future has been seen.
 */
export async function explore(
  race: Race,
  options: { bound: Bound; judge: (race: Race, played: Played) => readonly string[] },
): Promise<Exploration> {
  const visited = new Set<string>();
  const open: (readonly Move[])[] = [[]];
  const failures: { schedule: string; violations: readonly string[] }[] = [];
  const counts = { schedules: 0, pruned: 0, lost: 0 };
  for (let prefix = open.pop(); prefix; prefix = open.pop()) {
    const played = await play(race, { prefix, bound: options.bound, visited, open });
    if (!played) {
      counts.pruned += 1;
      continue;
    }
    counts.schedules += 1;
    if (played.ending.fate === 'lost') counts.lost += 1;
    const violations = options.judge(race, played);
    if (violations.length > 0) failures.push({ schedule: printSchedule(played.moves), violations });
  }
  return { race, ...counts, failures };
}

/** A schedule that was played to its end. */
export interface Played {
  readonly moves: readonly Move[];
  readonly ending: Ending;
  readonly stage: Stage;
}

/** Plays one schedule as a failure printed it; what it leaves open goes on undisturbed. */
export async function replay(race: Race, options: { bound: Bound; schedule: string }): Promise<Played> {
  const stage = await Stage.open(race, options.bound);
  const moves: Move[] = [];
  for (const move of readSchedule(options.schedule)) {
    await stage.make(move);
    moves.push(move);
  }
  return await playOn(stage, moves);
}

async function playOn(stage: Stage, moves: Move[]): Promise<Played> {
  for (let [next] = stage.moves(); next; [next] = stage.moves()) {
    await stage.make(next);
    moves.push(next);
  }
  return { moves, ending: await stage.close(), stage };
}

/** @returns null when it came to a state that was there before. */
async function play(
  race: Race,
  at: { prefix: readonly Move[]; bound: Bound; visited: Set<string>; open: (readonly Move[])[] },
): Promise<Played | null> {
  const stage = await Stage.open(race, at.bound);
  const moves: Move[] = [];
  for (const move of at.prefix) {
    await stage.make(move);
    moves.push(move);
  }
  for (;;) {
    const key = stage.key();
    if (at.visited.has(key)) return null;
    at.visited.add(key);
    const [next, ...others] = stage.moves();
    if (!next) return { moves, ending: await stage.close(), stage };
    for (const other of others) at.open.push([...moves, other]);
    await stage.make(next);
    moves.push(next);
  }
}
