import { type Milliseconds, SECOND } from '../../core/time.ts';

/** The two clocks of a machine. */
export interface Clocks {
  /** May be set by anybody, at any time. */
  wall(): number;
  /** Only ever runs forward, and not while the machine sleeps. */
  monotonic(): Milliseconds;
}

/**
 * Notices when the wall clock leaps: somebody set it, or the machine slept. The two cannot be told apart from inside,
 * and both make every stored instant doubtful.
 */
export class ClockWatch {
  readonly #clocks: Clocks;
  readonly #leaped: (span: Milliseconds) => void;
  #last: { wall: number; monotonic: Milliseconds };
  #timer: NodeJS.Timeout | null = null;

  constructor(clocks: Clocks, leaped: (span: Milliseconds) => void) {
    this.#clocks = clocks;
    this.#leaped = leaped;
    this.#last = this.#read();
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  look(): void {
    const now = this.#read();
    const leap = now.wall - this.#last.wall - (now.monotonic - this.#last.monotonic);
    this.#last = now;
    if (Math.abs(leap) > TOLERANCE) this.#leaped(leap);
  }

  #read(): { wall: number; monotonic: Milliseconds } {
    return { wall: this.#clocks.wall(), monotonic: this.#clocks.monotonic() };
  }
}

const LOOK_EVERY: Milliseconds = SECOND;
/** Slewing and a busy machine stay below it. */
const TOLERANCE: Milliseconds = 5 * SECOND;
