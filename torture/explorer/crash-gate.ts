import type { Gate, Step } from './watched-ports.ts';

/** Where a process dies: at its n-th outside step, before the effect or before its result came back. */
export interface CrashPoint {
  /** From 0; -1: nowhere. */
  readonly at: number;
  readonly side: 'before' | 'after';
}

/** Lets a flow walk to its crash point and no further: from there on nothing that it awaits comes back. */
export class CrashGate implements Gate {
  /** Every step that was begun. */
  readonly steps: Step[] = [];
  readonly died: Promise<'died'>;
  readonly #point: CrashPoint;
  #die: (fate: 'died') => void = () => {};

  constructor(point: CrashPoint = { at: -1, side: 'before' }) {
    this.#point = point;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  before(step: Step): Promise<void> {
    this.steps.push(step);
    return this.#pass('before');
  }

  after(): Promise<void> {
    return this.#pass('after');
  }

  #pass(side: CrashPoint['side']): Promise<void> {
    if (this.steps.length - 1 !== this.#point.at || side !== this.#point.side) return Promise.resolve();
    this.#die('died');
    return new Promise<void>(() => {});
  }
}

/** How a walk through a gate ended: `threw` with the error's message, for no flow may throw where every port works. */
export type Walk = { readonly kind: 'died' | 'ended' } | { readonly kind: 'threw'; readonly message: string };

/** Runs a flow through its gate. */
export async function runTo(gate: CrashGate, flow: () => Promise<unknown>): Promise<Walk> {
  const ended = flow().then(
    (): Walk => ({ kind: 'ended' }),
    (error: unknown): Walk => ({
      kind: 'threw',
      message: error instanceof Error ? error.message : String(error),
    }),
  );
  return await Promise.race([gate.died.then((kind): Walk => ({ kind })), ended]);
}
