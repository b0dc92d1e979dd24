import { Fault } from '../../core/fault.ts';
import type { Ledger } from '../../core/ports.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { awaitOrphan } from './await-orphan.ts';
import { Bell } from './bell.ts';
import { DaemonBook } from './daemon-book.ts';
import { GrantFollower } from './grant-follower.ts';
import type { DaemonLock } from './lock-daemon.ts';
import type { SignalSource } from './process-signals.ts';
import { RefusalReporter } from './refusal-reporter.ts';
import { runOnce } from './run-once.ts';
import { StopRequest } from './stop-request.ts';
import { Supervision, type Surroundings, tellOf } from './supervision.ts';
import { waitForRun } from './wait-for-run.ts';
import { waitFor } from './waiting-clock.ts';

/** How long the first run waits for a broker that takes the connection and says nothing. */
const FIRST_VIEWS_PATIENCE: Milliseconds = 5 * SECOND;

/** How long the end waits for a connection that does not let go: a signal must end the supervisor in any case. */
const FAREWELL: Milliseconds = SECOND;

export interface SuperviseOptions extends Surroundings {
  readonly ledger: Ledger;
  readonly signals: SignalSource;
  /** Takes the lock that makes this the daemon's only supervisor. */
  readonly acquire: (daemon: string) => Promise<DaemonLock>;
}

/**
 * Runs a daemon on its schedule, or keeps it running, until a signal ends it: `evergrant run DAEMON`.
 *
 * The daemon goes on while the broker is away, with the tokens it has. A run that is due is held while a grant that it
 * uses is latched or its token is over, and starts at once when that is repaired.
 *
 * @returns what to exit with: the daemon's own code if a run was going on, else 128 + the signal's number
 * @throws Fault `DaemonTaken` when the daemon has a supervisor already
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const { spec } = options;
  const lock = await options.acquire(spec.name);
  if (lock.kind === 'taken') throw taken(spec.name, lock);
  try {
    return await superviseAlone(options);
  } finally {
    await lock.release();
  }
}

async function superviseAlone(options: SuperviseOptions): Promise<number> {
  const { broker, ledger, signals, clock, spec } = options;
  const book = await DaemonBook.open(ledger, spec, clock.now());
  const ended = new AbortController();
  const bell = new Bell();
  const follower: GrantFollower = new GrantFollower(broker, {
    grants: spec.grants,
    clock,
    signal: ended.signal,
    onChange: () => bell.ring(),
    onLost: (message) => tellOf(options, { type: 'brokerLost', message }),
    onFound: () => {
      tellOf(options, { type: 'brokerFound' });
      reporter.resend();
    },
  });
  const reporter = new RefusalReporter(broker, {
    spec,
    views: () => follower.views,
    onReported: (report) => tellOf(options, { type: 'refusalReported', ...report }),
  });
  const patience = new AbortController();
  const stop = new StopRequest(signals, () => {
    patience.abort();
    bell.ring();
  });
  try {
    // A latched grant should hold the very first run; a broker that is away must not.
    await Promise.race([follower.first, clock.until(clock.now() + FIRST_VIEWS_PATIENCE, patience.signal)]);
    patience.abort();
    return await loop(new Supervision(options, { book, follower, reporter, stop, bell }));
  } finally {
    stop.dispose();
    ended.abort();
    await waitFor(follower.done, { until: clock.now() + FAREWELL, clock });
  }
}

async function loop(supervision: Supervision): Promise<number> {
  const stopped = await awaitOrphan(supervision);
  if (stopped !== undefined) return stopped;
  for (;;) {
    if ((await waitForRun(supervision)) === 'stopped') return supervision.stop.exitCode;
    const exitCode = await runOnce(supervision);
    if (exitCode !== undefined) return exitCode;
  }
}

function taken(daemon: string, { holder, alive }: DaemonLock & { kind: 'taken' }): Fault {
  return alive === 'yes'
    ? new Fault({
        code: 'DaemonTaken',
        message: `daemon "${daemon}" is already supervised by ${holder}`,
        remedy: 'end that one first, or evergrant status to see how the daemon is',
      })
    : new Fault({
        code: 'DaemonTaken',
        message: `daemon "${daemon}" was supervised by ${holder}, and from here nobody can tell whether that still runs`,
        remedy: `make sure that it is gone, then remove the folder of "${daemon}" below supervisors in the state directory`,
      });
}
