/**
 * Preloaded into a program, this makes its time pass faster: clocks and timers, TIME_LAPSE_SPEED times, beginning at
 * TIME_LAPSE_FROM (milliseconds of the epoch). All programs that share both have one time.
 */
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import timers from 'node:timers/promises';

const speed = Number(process.env.TIME_LAPSE_SPEED);
const from = Number(process.env.TIME_LAPSE_FROM);
const RealDate = Date;
const now = () => from + (RealDate.now() - from) * speed;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }
  static now() {
    return now();
  }
};

/** What looks twice a minute would do nothing else: no timer is shorter than 100 ms, but for those that always were. */
const shortened = (delay) => Math.max(delay / speed, Math.min(delay, 100));

const startedAt = now();
performance.now = () => now() - startedAt;

for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name];
  globalThis[name] = Object.assign((run, delay = 0, ...given) => real(run, shortened(delay), ...given), real);
}
const wait = timers.setTimeout;
timers.setTimeout = (delay, ...given) => wait(shortened(delay), ...given);
syncBuiltinESMExports();
