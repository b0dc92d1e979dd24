import { execFile } from 'node:child_process';
import type { Milliseconds } from '../../core/time.ts';
import type { Pulse } from './pulse.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Speaks to systemd by its own program, which it has for those that cannot send datagrams (systemd-notify(1)). Says
 * nothing where systemd did not start this process, and nothing goes wrong where that program is missing.
 */
export class Systemd {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The start is over: systemd waits for it no longer. What is served comes later, maybe much later. */
  ready(): void {
    this.#say('READY=1');
  }

  /** Half of the time after which systemd takes this process for stuck; undefined: it does not look. */
  get watchInterval(): Milliseconds | undefined {
    const microseconds = Number(this.#environment.WATCHDOG_USEC);
    return microseconds > 0 ? microseconds / 2_000 : undefined;
  }

  alive(): void {
    this.#say('WATCHDOG=1');
  }

  #say(state: string): void {
    const { NOTIFY_SOCKET, PATH } = this.#environment;
    if (!NOTIFY_SOCKET) return;
    const child = execFile(
      'systemd-notify',
      [state],
      { env: { NOTIFY_SOCKET, PATH }, timeout: 10_000 },
      () => {},
    );
    child.unref();
  }
}

/** Tells systemd that this process lives, for as long as its loops turn. @returns ends it */
export function watchOver(systemd: Systemd, pulse: Pulse): () => void {
  const interval = systemd.watchInterval;
  if (interval === undefined) return () => {};
  const timer = setInterval(() => {
    if (pulse.isAlive(Date.now())) systemd.alive();
  }, interval);
  return () => clearInterval(timer);
}
