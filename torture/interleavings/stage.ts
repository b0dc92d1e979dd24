import { MINUTE, type Milliseconds } from '../../core/time.ts';
import type { ExploredWorld } from '../explorer/explored-world.ts';
import { type Ending, endingOf } from '../explorer/final-check.ts';
import { hashOf } from '../explorer/hash-of.ts';
import { untilQuiet } from '../explorer/quiet.ts';
import { Actor } from './actor.ts';
import type { Move } from './moves.ts';
import type { Bound, Race } from './race.ts';

/** Longer than a lock lasts. */
const LOCK_PASSES: Milliseconds = 3 * MINUTE;

/** One performance of a race: its actors, what each move does, and what may be done next. */
export class Stage {
  readonly world: ExploredWorld;
  readonly #actors: readonly Actor[];
  /** What is left of the bound. */
  readonly #left: { preemptions: number; kills: number; waits: number };
  #running: Actor | null = null;
  #stores = { writes: -1, key: '' };

  private constructor(world: ExploredWorld, set: { actors: readonly Actor[]; bound: Bound }) {
    this.world = world;
    this.#actors = set.actors;
    this.#left = { ...set.bound };
  }

  static async open(race: Race, bound: Bound): Promise<Stage> {
    const world = await race.prepare();
    world.events.length = 0;
    world.scripted.answers.push(...race.answers);
    const actors = Object.entries(race.actors).map(([name, flow]) => {
      const actor = new Actor(name, () => world.clock.now());
      const context = world.broker(name, actor, { sleep: (span) => actor.sleep(span) });
      actor.start(() => flow(world, context));
      return actor;
    });
    return new Stage(world, { actors, bound });
  }

  /** What may be done next within the bound; the first one is what happens if nobody interferes. Empty: all is over. */
  moves(): readonly Move[] {
    const ready = this.#actors.filter(({ stand }) => stand.kind === 'ready');
    const going = ready.find((actor) => actor === this.#running);
    const others = ready.filter((actor) => actor !== going);
    const runs: Move[] = [];
    if (going) runs.push({ kind: 'run', actor: going.name });
    if (!going || this.#left.preemptions > 0)
      runs.push(...others.map(({ name }): Move => ({ kind: 'run', actor: name })));
    if (runs.length === 0) return [];
    // To die before one's first step, or to wait before anybody began, is to come later.
    const begun = ready.filter(({ history }) => history !== '');
    const kills = this.#left.kills > 0 ? begun.map(({ name }): Move => ({ kind: 'kill', actor: name })) : [];
    const waits: Move[] = this.#left.waits > 0 && begun.length > 0 ? [{ kind: 'wait' }] : [];
    return [...runs, ...kills, ...waits];
  }

  async make(move: Move): Promise<void> {
    if (move.kind === 'wait') {
      this.#left.waits -= 1;
      this.world.clock.advance(LOCK_PASSES);
      this.#wakeSleepers();
      return;
    }
    const actor = this.#actors.find(({ name }) => name === move.actor);
    if (actor?.stand.kind !== 'ready') throw new Error(`${move.actor} cannot move now`);
    if (move.kind === 'kill') {
      this.#left.kills -= 1;
      actor.kill();
      this.world.dead.add(actor.name);
    } else {
      if (this.#running !== actor && this.#running?.stand.kind === 'ready') this.#left.preemptions -= 1;
      this.#running = actor;
      await actor.run();
    }
    this.#leapIfAllSleep();
  }

  /** Equal keys have equal futures: the stores, the issuer, the clock, all that each flow has seen, and the bound. */
  key(): string {
    const actors = this.#actors.map(({ stand, history }) => [stand, history]);
    const rest = [this.world.clock.now(), actors, this.#left, this.#running?.name];
    return hashOf(this.#storesKey() + JSON.stringify(rest));
  }

  #storesKey(): string {
    const { world } = this;
    const { writes } = world.sentinel;
    if (this.#stores.writes === writes) return this.#stores.key;
    const seen = JSON.stringify([
      [...world.ledger.items.grant],
      [...world.secrets.secrets].map(([id, { values, labels }]) => [id, [...values], [...labels]]),
      [...world.spill.values],
      world.issuer.requests,
      world.issuer.families.map(({ revoked, current, consumed }) => [revoked, current, [...consumed]]),
      world.sink,
    ]);
    this.#stores = { writes, key: hashOf(seen) };
    return this.#stores.key;
  }

  /** Brings all to rest with a fresh broker and says how it ended. */
  async close(): Promise<Ending> {
    for (const { name, stand } of this.#actors) {
      if (stand.kind === 'threw') this.world.sentinel.violations.push(`${name} threw: ${stand.message}`);
      this.world.dead.add(name);
    }
    const proof = await untilQuiet(this.world, this.world.broker('z'));
    return endingOf(this.world, proof);
  }

  #wakeSleepers(): void {
    const now = this.world.clock.now();
    for (const actor of this.#actors)
      if (actor.stand.kind === 'asleep' && actor.stand.until <= now) actor.wake();
  }

  /** When nobody can move but by waiting, waiting is what happens. */
  #leapIfAllSleep(): void {
    if (this.#actors.some(({ stand }) => stand.kind === 'ready')) return;
    const wakes = this.#actors.flatMap(({ stand }) => (stand.kind === 'asleep' ? [stand.until] : []));
    if (wakes.length === 0) return;
    this.world.clock.advance(Math.max(0, Math.min(...wakes) - this.world.clock.now()));
    this.#wakeSleepers();
  }
}
