import { z } from 'zod';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { Instant } from '../../core/time.ts';
import { isRecord, seal, unseal } from '../files/sealed-document.ts';
import type { Tree } from '../files/tree.ts';

/** A state directory in one file. */
export interface Backup {
  readonly deployment: string;
  /** Names the directory that it was taken of. */
  readonly stateId: string;
  readonly createdAt: Instant;
  /** Format of the files in it: `formatVersion` of their machine.json. */
  readonly stateFormat: number;
  readonly files: Tree;
}

/** The bytes of a backup: one sealed document, so that a flipped bit is found before anything is restored. */
export function encodeBackup({ files, ...about }: Backup): Uint8Array {
  const encoded = [...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  return seal(PLACE, { backupFormat: BACKUP_FORMAT, ...about, files: Object.fromEntries(encoded) });
}

/**
 * Reads the bytes of a backup.
 * @param path for messages
 * @throws Fault `BackupDamaged`, `BackupFromNewerVersion`
 */
export function decodeBackup(bytes: Uint8Array, path: string): Backup {
  const unsealed = unseal(PLACE, bytes);
  if (unsealed.kind === 'damaged') throw damaged(path);
  if (isRecord(unsealed.content) && Number(unsealed.content.backupFormat) > BACKUP_FORMAT) throw newer(path);
  const parsed = content.safeParse(unsealed.content);
  if (!parsed.success) throw damaged(path);
  const { deployment, stateId, createdAt, stateFormat } = parsed.data;
  const files = Object.entries(parsed.data.files).map(([name, text]): [string, Uint8Array] => [
    name,
    Buffer.from(text, 'base64'),
  ]);
  return { deployment, stateId, createdAt, stateFormat, files: new Map(files) };
}

const PLACE = 'backup';
const BACKUP_FORMAT = 1;

/** Names lead nowhere but below the directory that is restored, whoever wrote the file. */
const fileName = z.string().regex(/^[^/]+(\/[^/]+)*$/);
const content = z.object({
  backupFormat: z.literal(BACKUP_FORMAT),
  deployment: z.string(),
  stateId: z.string(),
  createdAt: z.number(),
  stateFormat: z.number(),
  files: z.record(
    fileName.refine((name) => !name.split('/').some((part) => part === '..' || part === '.')),
    z.base64(),
  ),
});

function damaged(path: string): Fault {
  return new Fault({
    code: 'BackupDamaged',
    message: `${path} is no whole backup: its checksum does not match, or it was never one`,
    remedy: 'take another backup file; evergrant backup FILE makes one',
    exitCode: ExitCode.Failed,
  });
}

function newer(path: string): Fault {
  return new Fault({
    code: 'BackupFromNewerVersion',
    message: `${path} was made by a newer evergrant, in a form that this one does not know`,
    remedy: 'run the newer evergrant that made it',
  });
}
