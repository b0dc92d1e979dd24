import { open, unlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorNumber, fileFault } from '../../../adapters/files/file-fault.ts';
import { encodeBackup } from '../../../adapters/state-directory/backup-file.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { takeBackup } from '../../../host/backup/take-backup.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

/** Writes a backup of the declared state directory. */
export async function backup(
  file: string,
  { options, io }: { options: ConfigOption & { json?: boolean }; io: Io },
): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const path = resolve(io.workingDirectory, file);
  const taken = await takeBackup(machineEngine(declaration).stateDirectory, declaration.deployment);
  const bytes = encodeBackup(taken);
  await writeNew(path, bytes);
  const { grants } = taken;
  if (options.json) {
    printLine(io, JSON.stringify({ schema: 1, kind: 'backup', file: path, bytes: bytes.length, grants }));
    return ExitCode.Good;
  }
  printLine(io, `${path}: ${bytes.length} bytes, credentials: ${grants.join(', ') || 'none'}`);
  sayLine(io, 'it holds refresh tokens and keys in the clear; keep it where only you can read it');
  sayLine(
    io,
    'next, on the machine that takes over: evergrant restore FILE; evergrant claim --original-is-stopped',
  );
  return ExitCode.Good;
}

/** All of it or nothing, and never over another file. */
async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorNumber(error) === 'EEXIST') throw taken(path);
    throw fileFault(error, path);
  }
}

function taken(path: string): Fault {
  return new Fault({
    code: 'BackupExists',
    message: `${path} exists; a backup is never overwritten`,
    remedy: 'name another file',
  });
}
