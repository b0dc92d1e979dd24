import { replay } from './explore.ts';
import { nameOf } from './interleavings.ts';
import { judgeRace } from './judge-race.ts';
import { printSchedule } from './moves.ts';
import { allRaces } from './races.ts';

/**
 * Plays one schedule again and prints every step, what each broker told, and what is wrong with the end.
 *
 * @param text as a failure printed it: `two brokers, never rotates, lostAfter: a*3 b a!`
 * @returns the exit code: 1 when something is wrong.
 */
export async function replaySchedule(text: string): Promise<number> {
  const race = allRaces().find((known) => text.startsWith(`${nameOf(known)}: `));
  if (!race) {
    console.error(`no race begins ${text.split(':')[0]}; there are:\n${allRaces().map(nameOf).join('\n')}`);
    return 1;
  }
  const schedule = text.slice(nameOf(race).length + 2);
  const played = await replay(race, { bound: UNBOUND, schedule });
  const { world } = played.stage;
  console.log(printSchedule(played.moves));
  for (const { broker, call } of world.sentinel.steps) console.log(`${broker.padEnd(8)} ${call}`);
  for (const { type, generation, message } of world.events) {
    console.log(`told: ${type} ${generation ?? ''} ${message ?? ''}`.trimEnd());
  }
  const wrong = judgeRace(race, played);
  console.log(wrong.length === 0 ? 'nothing is wrong with it' : wrong.join('\n'));
  return wrong.length === 0 ? 0 : 1;
}

const UNBOUND = { preemptions: 1_000, kills: 1_000, waits: 1_000 };
