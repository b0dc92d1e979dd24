import { decodeName } from '../../adapters/files/encode-name.ts';
import type { Tree } from '../../adapters/files/tree.ts';
import { FileLedger } from '../../adapters/state-directory/file-ledger.ts';
import { FileSecrets } from '../../adapters/state-directory/file-secrets.ts';
import { frozenFiles } from '../../adapters/state-directory/frozen-files.ts';
import { isFault } from '../../core/fault.ts';
import { readGrantValue } from '../../core/grant/value.ts';
import { grantSecret } from '../../core/grant/version-ids.ts';
import type { Ledger, Secrets } from '../../core/ports.ts';
import { readKey } from '../../core/rotate/update.ts';
import { readKeyValue } from '../../core/rotate/value.ts';
import { keySecret } from '../../core/rotate/version-ids.ts';
import { promotedKeys } from '../../core/signing-key/signing-key-at.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import { readSigningKeyValue } from '../../core/signing-key/value.ts';

/** The grants, API keys and signing keys in a copy of a state directory: those whose value in force is readable, and the others. */
export async function incompleteGrants(
  files: Tree,
): Promise<{ complete: readonly string[]; incomplete: readonly string[] }> {
  const fileSystem = frozenFiles(DIRECTORY, files);
  const options = { fileSystem, directory: DIRECTORY, onDamage: () => {} };
  const store = { ledger: new FileLedger(options), secrets: new FileSecrets(options) };
  const complete: string[] = [];
  const incomplete: string[] = [];
  for (const name of (await fileSystem.list(`${DIRECTORY}/ledger/grant`)) ?? []) {
    const grant = decodeName(name) ?? name;
    if (await isComplete(grant, store)) complete.push(grant);
    else incomplete.push(grant);
  }
  for (const name of (await fileSystem.list(`${DIRECTORY}/ledger/key`)) ?? []) {
    const key = decodeName(name) ?? name;
    if (await isCompleteKey(key, store)) complete.push(key);
    else incomplete.push(key);
  }
  for (const name of (await fileSystem.list(`${DIRECTORY}/ledger/signingKey`)) ?? []) {
    const key = decodeName(name) ?? name;
    if (await isCompleteSigningKey(key, store)) complete.push(key);
    else incomplete.push(key);
  }
  return { complete, incomplete };
}

const DIRECTORY = '/backup';

async function isCompleteKey(key: string, store: { ledger: Ledger; secrets: Secrets }): Promise<boolean> {
  try {
    const { settled } = await readKey(store.ledger, key);
    if (!settled) return true;
    const text = await store.secrets.read(keySecret(key), settled.versionId);
    return text !== undefined && readKeyValue(text) !== undefined;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}

/** Tokens are minted anew at need; the keys that sign them are what is lost for good. */
async function isCompleteSigningKey(
  key: string,
  store: { ledger: Ledger; secrets: Secrets },
): Promise<boolean> {
  try {
    const newest = promotedKeys(await readSigningKey(store.ledger, key)).at(-1);
    if (!newest) return true;
    const text = await store.secrets.read(keySecret(key), newest.versionId);
    return text !== undefined && readSigningKeyValue(text) !== undefined;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}

async function isComplete(grant: string, store: { ledger: Ledger; secrets: Secrets }): Promise<boolean> {
  try {
    const settled = (await store.ledger.read('grant', grant))?.item.settled;
    if (!settled) return true;
    const text = await store.secrets.read(grantSecret(grant), settled.grantVersionId);
    return text !== undefined && readGrantValue(text) !== undefined;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}
