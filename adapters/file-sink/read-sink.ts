import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SinkShape } from '../../core/config/declaration.ts';
import { readShape } from '../../core/delivery/shape.ts';
import type { Digest } from '../../core/ports.ts';
import { SecretText } from '../../core/secret-text.ts';
import { errorNumber } from '../files/file-fault.ts';
import { sinkFaultOf } from './sink-fault.ts';

/** What lies in a sink's file now. */
export type SinkContent =
  | { readonly kind: 'token'; readonly fingerprint: string }
  | { readonly kind: 'missing' }
  /** Something that this sink did not write: another shape, a directory, too long a text. */
  | { readonly kind: 'foreign' };

/**
 * Reads a sink back, to tell whether it still holds what was delivered or somebody wrote over it.
 *
 * @throws Fault `SinkNotWritable` when this user may not read it, and those of the disk
 */
export async function readSink(
  path: string,
  { shape, digest }: { shape: SinkShape; digest: Pick<Digest, 'fingerprint'> },
): Promise<SinkContent> {
  try {
    const text = await readRegularFile(path);
    const token = text && readShape(shape, text);
    return token ? { kind: 'token', fingerprint: digest.fingerprint(token) } : { kind: 'foreign' };
  } catch (error) {
    if (errorNumber(error) === 'ENOENT') return { kind: 'missing' };
    throw sinkFaultOf(error, { path, directory: dirname(path) });
  }
}

/** Tokens are shorter by far; whatever is longer was not written by us. */
const LONGEST_FILE = 1024 * 1024;

/** @returns undefined when it is no regular file, or longer than any token */
async function readRegularFile(path: string): Promise<SecretText | undefined> {
  // Opening a pipe would wait for its writer; with O_NONBLOCK it is opened and then seen to be a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > LONGEST_FILE) return undefined;
    return new SecretText(await file.readFile('utf8'));
  } finally {
    await file.close();
  }
}
