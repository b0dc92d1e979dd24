import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from '../../core/broker.ts';
import { isFault } from '../../core/fault.ts';
import type { Lab } from '../lab/lab.ts';

/**
 * Consumers that ask for every grant without rest: one that its token was refused and wants another, one that wants
 * any good one. They go on while no broker answers.
 */
export class Load {
  readonly #lab: Lab;
  readonly #askers: readonly Promise<void>[];
  #over = false;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#askers = lab.grants.flatMap(({ name }) => [
      this.#ask((broker) => broker.refresh(name, {})),
      this.#ask((broker) => broker.token(name, { minValidSeconds: 1 })),
    ]);
  }

  async stop(): Promise<void> {
    this.#over = true;
    await Promise.all(this.#askers);
  }

  async #ask(wish: (broker: Broker) => Promise<unknown>): Promise<void> {
    const broker = this.#lab.running();
    while (!this.#over) {
      try {
        await wish(broker);
      } catch (error) {
        if (!isFault(error)) throw error;
      }
      await pause(REST);
    }
  }
}

const REST = 5;
