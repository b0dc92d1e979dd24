import { dirname } from 'node:path';
import type { SinkShape } from '../../core/config/sink-declaration.ts';
import { readShape } from '../../core/delivery/shape.ts';
import type { Digest } from '../../core/ports.ts';
import { errorNumber } from '../files/file-fault.ts';
import { readRegularFile } from './read-regular-file.ts';
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
    const found = await readRegularFile(path);
    const token = found && readShape(shape, found.content);
    return token ? { kind: 'token', fingerprint: digest.fingerprint(token) } : { kind: 'foreign' };
  } catch (error) {
    if (errorNumber(error) === 'ENOENT') return { kind: 'missing' };
    throw sinkFaultOf(error, { path, directory: dirname(path) });
  }
}
