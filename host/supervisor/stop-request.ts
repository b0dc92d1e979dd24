import { constants } from 'node:os';
import type { ForwardedSignal, SignalSource } from './process-signals.ts';
import type { ProcessEnd, RunningProcess } from './spawn.ts';

type Signalled = Pick<RunningProcess, 'signal'>;

/**
 * Passes signals on to the daemon and remembers the one that ends the supervisor.
 *
 * TERM and INT always do. HUP does when no run is there to take it or the run dies of it, since a terminal that closed
 * says so; a daemon that takes HUP as "read your configuration" goes on. USR1 and USR2 mean what the daemon
 * makes of them.
 */
export class StopRequest {
  readonly #unsubscribe: () => void;
  readonly #onStop: () => void;
  #running: Signalled | undefined;
  #stoppedBy: ForwardedSignal | undefined;
  #hungUp = false;

  /** @param onStop called once, when the supervisor is to end; a run may still be going on. */
  constructor(signals: SignalSource, onStop: () => void) {
    this.#onStop = onStop;
    this.#unsubscribe = signals.subscribe((name) => this.#receive(name));
  }

  get requested(): boolean {
    return this.#stoppedBy !== undefined;
  }

  /** What the supervisor exits with when it ends outside a run. */
  get exitCode(): number {
    return 128 + (this.#stoppedBy ? constants.signals[this.#stoppedBy] : 0);
  }

  /** From now on signals go to this process; the one that ends the supervisor also when it came before. */
  runStarted(running: Signalled): void {
    this.#running = running;
    this.#hungUp = false;
    if (this.#stoppedBy) running.signal(this.#stoppedBy);
  }

  /**
   * @param end `unseen`: the process was no child of ours
   * @returns what the supervisor exits with, if it is to end with this run
   */
  runEnded(end: ProcessEnd | { readonly kind: 'unseen' }): number | undefined {
    this.#running = undefined;
    const diedOfHangUp = end.kind === 'unseen' || (end.kind === 'killed' && end.signal === 'SIGHUP');
    if (this.#hungUp && diedOfHangUp) this.#stop('SIGHUP');
    if (!this.requested) return undefined;
    if (end.kind === 'unseen') return this.exitCode;
    return end.kind === 'killed' ? 128 + signalNumber(end.signal) : end.exitCode;
  }

  /** Gives signals their usual effect back. */
  dispose(): void {
    this.#unsubscribe();
  }

  #receive(name: ForwardedSignal): void {
    this.#running?.signal(name);
    if (name === 'SIGTERM' || name === 'SIGINT') this.#stop(name);
    if (name !== 'SIGHUP') return;
    this.#hungUp = true;
    if (!this.#running) this.#stop(name);
  }

  #stop(name: ForwardedSignal): void {
    if (this.requested) return;
    this.#stoppedBy = name;
    this.#onStop();
  }
}

function signalNumber(name: string): number {
  return Object.entries(constants.signals).find(([known]) => known === name)?.[1] ?? 0;
}
