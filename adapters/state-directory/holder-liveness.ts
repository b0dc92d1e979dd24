import { connect } from 'node:net';
import type { Instant } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import { LISTENS_WITHIN } from './broker-record.ts';
import type { LockHolder } from './lock-holder.ts';
import { type ProcessFacts, processStat } from './process-facts.ts';

/** Is the holder of a lock at work? `unknown`: nothing proves that it is dead, so it keeps the lock. */
export type Liveness = 'yes' | 'no' | 'unknown';

/** What is looked at to tell whether a process lives. */
export type Traceable = Pick<
  LockHolder,
  'machineId' | 'bootId' | 'pidNamespace' | 'pid' | 'processStartedAt' | 'socketPath' | 'since'
>;

/**
 * Finds out whether a holder can still act. Time alone proves nothing: a holder that is stopped, or on a machine
 * that sleeps, is alive.
 */
export async function livenessOf(
  holder: Traceable,
  here: { process: ProcessFacts; now: Instant },
): Promise<Liveness> {
  const own = here.process;
  if (holder.machineId !== own.machineId) return 'unknown';
  if (holder.bootId !== null && own.bootId !== null && holder.bootId !== own.bootId) return 'no';
  if (holder.pidNamespace === own.pidNamespace) return processLiveness(holder);
  return socketLiveness(holder, here.now);
}

async function processLiveness(holder: Traceable): Promise<Liveness> {
  if (!processExists(holder.pid)) return 'no';
  const stat = await processStat(holder.pid);
  // Without /proc the number alone must do: a reused one makes a dead holder look alive, never the reverse.
  if (stat === null || holder.processStartedAt === null) return 'yes';
  return stat.ended || stat.startedAt !== holder.processStartedAt ? 'no' : 'yes';
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorNumber(error) !== 'ESRCH';
  }
}

/**
 * In another container only the control socket can tell. A refused connection means that nobody listens. A missing
 * socket proves nothing: the other container may have that directory elsewhere.
 */
async function socketLiveness(holder: Traceable, now: Instant): Promise<Liveness> {
  if (holder.socketPath === null) return 'unknown';
  const answer = await connectTo(holder.socketPath);
  if (answer === 'connected') return 'yes';
  // The lock is taken before the socket is opened: a young holder may not listen yet.
  return answer === 'ECONNREFUSED' && now - holder.since > LISTENS_WITHIN ? 'no' : 'unknown';
}

function connectTo(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.setTimeout(CONNECT_TIMEOUT, () => socket.destroy(new Error('no answer in time')));
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.once('error', (error) => resolve(errorNumber(error) ?? 'failed'));
  });
}

const CONNECT_TIMEOUT = 2_000;
