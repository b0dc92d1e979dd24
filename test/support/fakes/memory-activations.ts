import { randomUUID } from 'node:crypto';
import type { ListedActivation, NewActivation } from '../../../core/host/activation.ts';
import { type ActivationMark, markText } from '../../../core/host/activation-mark.ts';
import type { Activations } from '../../../core/host/activations.ts';
import { SecretText } from '../../../core/secret-text.ts';
import type { Instant } from '../../../core/time.ts';

interface Held extends NewActivation {
  readonly host: string;
  readonly description: string;
  used: boolean;
}

/** Systems Manager in memory, as far as activations go. None expires. */
export class MemoryActivations implements Activations {
  readonly #held = new Map<string, Held>();
  readonly #machines = new Map<string, string>();

  /** Ids of all activations, oldest first. */
  get ids(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** Ids of all registered machines. */
  get machines(): readonly string[] {
    return [...this.#machines.keys()];
  }

  /** What the agent does on a machine. @throws for a code that is none, or is used */
  register({ id, code }: { id: string; code: string }): string {
    const held = this.#held.get(id);
    if (!held || held.used || held.code.reveal() !== code) throw new Error(`no machine registers by ${id}`);
    held.used = true;
    return this.addMachine(id);
  }

  /** A machine that was restored from a snapshot of another. */
  addMachine(activation: string): string {
    const machine = `mi-${randomUUID()}`;
    this.#machines.set(machine, activation);
    return machine;
  }

  /** One that `evergrant join` made, or a person. */
  addForeign(host: string, description = `evergrant jada/${host}`): string {
    return this.#add({ host, description, expiresAt: 0 }).id;
  }

  async list(host: string): Promise<readonly ListedActivation[]> {
    return [...this.#held.values()]
      .filter((held) => held.host === host)
      .map(({ id, description, expiresAt, used }) => ({
        id,
        description,
        expiresAt,
        state: used ? ('used' as const) : ('open' as const),
      }));
  }

  async make({ mark, expiresAt }: { mark: ActivationMark; expiresAt: Instant }): Promise<NewActivation> {
    const { id, code } = this.#add({ host: mark.host, description: markText(mark), expiresAt });
    return { id, code, expiresAt };
  }

  async machinesOf(activation: string): Promise<readonly string[]> {
    return [...this.#machines].filter(([, by]) => by === activation).map(([machine]) => machine);
  }

  async deregister(machine: string): Promise<void> {
    this.#machines.delete(machine);
  }

  async delete(activation: string): Promise<void> {
    this.#held.delete(activation);
  }

  #add(what: Pick<Held, 'host' | 'description' | 'expiresAt'>): Held {
    const held = { ...what, id: randomUUID(), code: new SecretText(randomUUID()), used: false };
    this.#held.set(held.id, held);
    return held;
  }
}
