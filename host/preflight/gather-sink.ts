import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { inspectTarget } from '../../adapters/file-sink/inspect-target.ts';
import { resolveOwner } from '../../adapters/file-sink/owner.ts';
import { readSink } from '../../adapters/file-sink/read-sink.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import type { SinkDeclaration } from '../../core/config/sink-declaration.ts';
import type { SinkSituation } from '../../core/preflight/situation.ts';
import { troubleOf } from './trouble-of.ts';

/** Looks at one sink and changes nothing. */
export async function gatherSink(sink: SinkDeclaration, stateDirectory: string): Promise<SinkSituation> {
  const { name, file } = sink;
  return {
    sink: name,
    target: file,
    writable: await writable(sink, stateDirectory),
    content: await content(sink),
  };
}

/** Only the broker's own user can tell what the broker may write: for root everything is writable. */
async function writable(sink: SinkDeclaration, stateDirectory: string): Promise<SinkSituation['writable']> {
  const state = await stat(stateDirectory).catch(() => undefined);
  if (state?.uid !== process.geteuid?.()) return { kind: 'unknown' };
  try {
    const owner = sink.owner === undefined ? undefined : await resolveOwner(sink.owner);
    const { directory } = await inspectTarget(sink.file, owner?.uid);
    return await mayWrite(directory, sink.file);
  } catch (error) {
    return { kind: 'no', trouble: troubleOf(error) };
  }
}

async function mayWrite(directory: string, file: string): Promise<SinkSituation['writable']> {
  try {
    await access(directory, constants.W_OK | constants.X_OK);
    return { kind: 'yes' };
  } catch {
    return {
      kind: 'no',
      trouble: {
        reason: 'SinkNotWritable',
        message: `${file}: this user may not make files in ${directory}`,
        remedy: `let the broker's user write ${directory}`,
      },
    };
  }
}

async function content({ file, shape }: SinkDeclaration): Promise<SinkSituation['content']> {
  try {
    return await readSink(file, { shape, digest: nodeDigest });
  } catch (error) {
    return { kind: 'unread', trouble: troubleOf(error) };
  }
}
