import { resolve } from 'node:path';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { decodeBackup } from '../../../adapters/state-directory/backup-file.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { toIso } from '../../../core/time.ts';
import { restoreBackup } from '../../../host/backup/restore-backup.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

/** Restores the declared state directory from a backup. */
export async function restore(
  file: string,
  { options, io }: { options: ConfigOption & { json?: boolean }; io: Io },
): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const directory = machineEngine(declaration).stateDirectory;
  const path = resolve(io.workingDirectory, file);
  const bytes = await nodeFileSystem.read(path);
  if (!bytes) throw missing(path);
  const backup = decodeBackup(bytes, path);
  if (backup.deployment !== declaration.deployment)
    throw otherDeployment(backup.deployment, declaration.deployment);
  const grants = await restoreBackup(backup, directory);
  const { grants: consents, apiKeys, signingKeys } = declaration;
  const undeclared = grants.filter((name) =>
    [consents, apiKeys, signingKeys].every((declared) => !declared.has(name)),
  );
  if (options.json) {
    const takenAt = toIso(backup.createdAt);
    printLine(io, JSON.stringify({ schema: 1, kind: 'restored', directory, takenAt, grants, undeclared }));
    return ExitCode.Good;
  }
  printLine(
    io,
    `${directory}: as of ${toIso(backup.createdAt)}, credentials: ${grants.join(', ') || 'none'}`,
  );
  if (undeclared.length > 0) sayLine(io, `warning: not in the declaration: ${undeclared.join(', ')}`);
  sayLine(io, 'it refreshes nothing yet: the original may still run');
  sayLine(io, 'next: stop evergrant there for good, then: evergrant claim --original-is-stopped');
  return ExitCode.Good;
}

function missing(path: string): Fault {
  return new Fault({
    code: 'BackupMissing',
    message: `${path}: there is no such file`,
    remedy: 'name a file that evergrant backup made',
    exitCode: ExitCode.Usage,
  });
}

function otherDeployment(found: string, declared: string): Fault {
  return new Fault({
    code: 'OtherDeployment',
    message: `the backup is of deployment ${found}, and the declaration is of ${declared}`,
    remedy: `name the declaration of ${found}: --config FILE`,
    exitCode: ExitCode.Usage,
  });
}
