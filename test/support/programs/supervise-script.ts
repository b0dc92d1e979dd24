import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { lockDaemon } from '../../../host/supervisor/lock-daemon.ts';
import { processSignals } from '../../../host/supervisor/process-signals.ts';
import { processTable } from '../../../host/supervisor/process-table.ts';
import { processSpawn } from '../../../host/supervisor/spawn-process.ts';
import { supervise } from '../../../host/supervisor/supervise.ts';
import { systemWaitingClock } from '../../../host/supervisor/waiting-clock.ts';
import { portSheet } from '../daemon-spec.ts';
import { FakeBroker, grantView } from '../fakes/fake-broker.ts';
import { judgeFewWords } from '../judge-few-words.ts';
import { openState } from '../open-state.ts';

/** A whole supervisor as a process: runs argv[2] as its script in the state directory argv[3], whose grant is argv[4]: `healthy` or `latched`. */
const [script = '', state = '', grant] = process.argv.slice(2);
const latch = grant === 'latched' ? { reason: 'RefreshTokenRevoked', message: 'revoked' } : null;
const fileSystem = nodeFileSystem;
const { path: directory } = await openState(state);

try {
  process.exitCode = await supervise({
    spec: portSheet({ command: [process.execPath, script] }),
    broker: new FakeBroker(grantView({ latch })),
    ledger: new FileLedger({ fileSystem, directory, onDamage: () => {} }),
    clock: systemWaitingClock,
    spawn: processSpawn({ stdout: process.stdout, stderr: process.stderr }),
    processes: processTable,
    signals: processSignals,
    judgeLine: judgeFewWords,
    redact: (text) => text,
    acquire: (daemon) => lockDaemon(daemon, { fileSystem, directory, now: Date.now() }),
    critical: async () => {},
    onEvent: (event) => process.stderr.write(`${event.type}\n`),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
