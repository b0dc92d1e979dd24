import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StoredSecret } from '../../../core/advise/stored-secret.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { Digest } from '../../../core/ports.ts';
import { errorNumber } from '../../files/file-fault.ts';
import { describe } from './found-secret.ts';
import { secretsOfText } from './from-text.ts';
import { secretsOfVariables } from './from-variables.ts';

/** What was found in files and folders. */
export interface PlacesRead {
  readonly secrets: readonly StoredSecret[];
  /** Files below a folder that could not be looked at, each with the reason. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** How many files were looked at. */
  readonly files: number;
}

/** Larger files hold no credentials. */
const MOST_BYTES = 256 * 1024;

/**
 * Looks for secrets in files, and in the files of folders (not in folders below them). Changes nothing, and keeps no
 * secret: fingerprints only.
 *
 * @param places absolute
 * @throws Fault `PlaceMissing` for a place that is not there; `PlaceUnreadable` for one that may not be read
 */
export async function readPlaces(places: readonly string[], digest: Digest): Promise<PlacesRead> {
  const secrets: StoredSecret[] = [];
  const unread: { path: string; why: string }[] = [];
  let files = 0;
  for (const place of places) {
    const { path, names } = await look(place);
    const here: StoredSecret[] = [];
    for (const file of names === undefined ? [path] : names.map((name) => join(path, name))) {
      const text = await textOf(file).catch((error: unknown) => {
        if (names === undefined) throw unreadable(file, error);
        unread.push({ path: file, why: String(errorNumber(error)) });
        return undefined;
      });
      if (text === undefined) continue;
      files += 1;
      here.push(...secretsOfText(basename(file), text).map((one) => describe(one, { place: file, digest })));
    }
    secrets.push(...withIssuerOfClient(here));
  }
  return { secrets, unread, files };
}

/** The secrets of an environment. */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  digest: Digest,
): readonly StoredSecret[] {
  const set = Object.entries(environment).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return secretsOfVariables(new Map(set)).map((one) => describe(one, { place: 'environment', digest }));
}

/** A refresh token beside the client of one issuer, in the same folder, is taken for that client's. */
function withIssuerOfClient(secrets: readonly StoredSecret[]): readonly StoredSecret[] {
  const issuers = new Set(secrets.flatMap(({ kind, issuer }) => (kind === 'client-secret' ? [issuer] : [])));
  const [issuer = null] = issuers;
  if (issuers.size !== 1 || issuer === null) return secrets;
  return secrets.map((one) =>
    one.kind === 'refresh-token' && one.issuer === null ? { ...one, issuer } : one,
  );
}

async function look(path: string): Promise<{ path: string; names: readonly string[] | undefined }> {
  try {
    const facts = await stat(path);
    return { path, names: facts.isDirectory() ? (await readdir(path)).toSorted() : undefined };
  } catch (error) {
    throw errorNumber(error) === 'ENOENT' || errorNumber(error) === 'ENOTDIR'
      ? missing(path)
      : unreadable(path, error);
  }
}

/** Undefined for what cannot hold credentials: sockets, folders, large files. */
async function textOf(path: string): Promise<string | undefined> {
  const facts = await stat(path);
  return facts.isFile() && facts.size <= MOST_BYTES ? await readFile(path, 'utf8') : undefined;
}

function missing(path: string): Fault {
  return new Fault({
    code: 'PlaceMissing',
    message: `${path}: there is no such file or directory`,
    remedy: 'name files or folders that hold secrets, such as ~/.secrets, ~/.aws/credentials or .env',
    exitCode: ExitCode.Usage,
  });
}

function unreadable(path: string, error: unknown): Fault {
  return new Fault({
    code: 'PlaceUnreadable',
    message: `${path} cannot be read (${errorNumber(error)})`,
    remedy: `run this as its owner: ls -ld ${path}`,
    exitCode: ExitCode.NotProvable,
    cause: error,
  });
}
