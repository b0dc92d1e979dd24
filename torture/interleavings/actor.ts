import type { Instant, Milliseconds } from '../../core/time.ts';
import { hashOf } from '../explorer/hash-of.ts';
import type { Gate, Step } from '../explorer/watched-ports.ts';

/** Where an actor stands. */
export type Stand =
  | { readonly kind: 'ready'; readonly next: string }
  /** In `Clock.sleep`. */
  | { readonly kind: 'asleep'; readonly until: Instant }
  | { readonly kind: 'ended' | 'dead' }
  | { readonly kind: 'threw'; readonly message: string };

/**
 * A flow that runs one outside step at a time. It yields before every step but a send, and after an intent was
 * recorded: so it can be stopped between recording its intent and looking at the clock, and not between looking and
 * sending, which no process can be kept from by a ledger (docs/protocol.md says what guards that gap).
 */
export class Actor implements Gate {
  readonly name: string;
  readonly #now: () => Instant;
  #history = '';
  #stand: Stand = { kind: 'ready', next: 'start' };
  #resume: () => void = () => {};
  #parked: () => void = () => {};

  constructor(name: string, now: () => Instant) {
    this.name = name;
    this.#now = now;
  }

  get stand(): Stand {
    return this.#stand;
  }

  /** Stands for everything that the flow has seen, and so for its whole inner state: it has no other source. */
  get history(): string {
    return this.#history;
  }

  /** Parks the flow before its first step. */
  start(flow: () => Promise<unknown>): void {
    this.#resume = () => {
      flow().then(
        () => this.#end({ kind: 'ended' }),
        (error: unknown) =>
          this.#end({ kind: 'threw', message: error instanceof Error ? error.message : String(error) }),
      );
    };
  }

  /** Runs to the next yield, the end, or sleep. */
  run(): Promise<void> {
    return new Promise((parked) => {
      this.#parked = parked;
      const resume = this.#resume;
      this.#resume = () => {};
      resume();
    });
  }

  kill(): void {
    this.#stand = { kind: 'dead' };
    this.#resume = () => {};
  }

  wake(): void {
    if (this.#stand.kind === 'asleep') this.#stand = { kind: 'ready', next: 'wake' };
  }

  before(step: Step): Promise<void> {
    if (NO_YIELD.has(step.call)) return Promise.resolve();
    return this.#park({ kind: 'ready', next: step.call });
  }

  after(step: Step, result: unknown): Promise<void> {
    this.#see(`${step.call} ${this.#now()} ${JSON.stringify(result) ?? ''}${secretIn(result)}`);
    if (!recordsIntent(step)) return Promise.resolve();
    return this.#park({ kind: 'ready', next: 'return of ledger.replace' });
  }

  /** For the clock of this actor: time does not leap while somebody else can act. */
  sleep(span: Milliseconds): Promise<void> {
    return this.#park({ kind: 'asleep', until: this.#now() + span });
  }

  #see(line: string): void {
    this.#history = hashOf(this.#history + line);
  }

  #park(stand: Stand): Promise<void> {
    this.#stand = stand;
    return new Promise((resume) => {
      this.#resume = resume;
      this.#parked();
    });
  }

  #end(stand: Stand): void {
    if (this.#stand.kind === 'dead') return;
    this.#stand = stand;
    this.#parked();
  }
}

/** Sleep parks by itself, room that is prepared is seen by nobody else, and a send follows upon a look at the clock. */
const NO_YIELD = new Set(['issuer.send', 'clock.sleep', 'secrets.prepare']);

function recordsIntent({ call, args }: Step): boolean {
  return call === 'ledger.replace' && JSON.stringify(args).includes('"sentFingerprint"');
}

/** A secret prints as a placeholder; two flows that read different ones have seen different things. */
function secretIn(result: unknown): string {
  return typeof result === 'object' &&
    result !== null &&
    'reveal' in result &&
    typeof result.reveal === 'function'
    ? String(result.reveal())
    : '';
}
