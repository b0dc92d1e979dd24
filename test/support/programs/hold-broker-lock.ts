/** Takes the broker lock of the state directory in argv[2] as broker argv[3], prints the result, and stays. */
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { takeBrokerLock } from '../../../adapters/state-directory/broker-lock.ts';
import { thisProcessFacts } from '../../../adapters/state-directory/process-facts.ts';

const [directory = '', brokerId = ''] = process.argv.slice(2);
const result = await takeBrokerLock({
  fileSystem: nodeFileSystem,
  directory,
  process: await thisProcessFacts(),
  brokerId,
  command: 'evergrant up',
  socketPath: null,
  now: Date.now(),
});
const holder = result.kind === 'held' ? result.lock.holder : result.holder;
process.stdout.write(
  `${JSON.stringify({ kind: result.kind, brokerId: holder.brokerId, pid: holder.pid })}\n`,
);
process.stdin.resume();
process.stdin.on('end', async () => {
  if (result.kind === 'held') await result.lock.release();
});
