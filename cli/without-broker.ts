import { Fault, isFault } from '../core/fault.ts';

/**
 * Runs what must be the only broker for its time. A broker that runs read its declaration when it started and has the
 * grants in its hands, so it could not see such a change.
 * @param what for messages: `a grant is imported`
 * @throws Fault `BrokerRunning` that says what to stop
 */
export async function withoutBroker<T>(what: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!isFault(error) || error.code !== 'BrokerRunning') throw error;
    throw new Fault({
      code: error.code,
      message: `${error.message}; ${what} only while no broker runs, and nothing was changed`,
      remedy: 'stop evergrant up, run this again, then start evergrant up',
      cause: error,
    });
  }
}
