import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LedgerKind, SecretId } from '../../core/ports.ts';
import { decodeName, encodeName } from '../files/encode-name.ts';
import { fileFault } from '../files/file-fault.ts';
import type { FileSystem } from '../files/file-system.ts';
import { secretPlace } from './secret-place.ts';

interface Root {
  readonly fileSystem: FileSystem;
  /** The state directory. */
  readonly directory: string;
}

/** Names of what the ledger holds of one kind. */
export async function ledgerNames(
  { fileSystem, directory }: Root,
  kind: LedgerKind,
): Promise<readonly string[]> {
  const names = (await fileSystem.list(`${directory}/ledger/${kind}`)) ?? [];
  return names.flatMap((name) => decodeName(name) ?? []);
}

/** Deletes a secret with all its versions. The broker's lock must be held. */
export async function removeSecret(root: Root, id: SecretId): Promise<void> {
  await removeDirectory(root.fileSystem, secretPlace(root, id).directory);
}

/** Deletes an item of the ledger with its history. The broker's lock must be held. */
export async function removeItem(root: Root, item: { kind: LedgerKind; id: string }): Promise<void> {
  await removeDirectory(root.fileSystem, `${root.directory}/ledger/${item.kind}/${encodeName(item.id)}`);
}

async function removeDirectory(fileSystem: FileSystem, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    throw fileFault(error, path);
  });
  await fileSystem.syncDirectory(dirname(path));
}
