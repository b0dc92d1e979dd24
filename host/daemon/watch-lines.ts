import { fileBookmark } from '../../adapters/files/bookmark.ts';
import { encodeName } from '../../adapters/files/encode-name.ts';
import type { FileSystem } from '../../adapters/files/file-system.ts';
import type { FollowTrouble } from '../../adapters/files/follow-trouble.ts';
import { followUnit } from '../../adapters/journal/follow-unit.ts';
import { followFile } from '../../adapters/log-files/follow-file.ts';
import type { LineSink } from './line-sink.ts';

/** Where a daemon that somebody else starts writes its lines. */
export type LineSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'unit'; readonly unit: string };

export interface WatchOptions {
  readonly daemon: string;
  readonly source: LineSource;
  readonly fileSystem: FileSystem;
  /** Where it is kept how far each source was read; made at need, below an existing one. */
  readonly directory: string;
  readonly sink: LineSink;
  /** Told when the lines cannot be read, and with undefined when they can again. */
  readonly onTrouble: (trouble: FollowTrouble | undefined) => void;
  readonly signal: AbortSignal;
}

/** Passes on each line of a watched daemon until the signal aborts. Never rejects. */
export async function watchLines(options: WatchOptions): Promise<void> {
  const { daemon, source, fileSystem, directory, sink, onTrouble, signal } = options;
  // A disk that is full costs the bookmark, and not the lines.
  await fileSystem.makeDirectory(directory).catch(() => false);
  const bookmark = fileBookmark(fileSystem, `${directory}/${source.kind}-${encodeName(daemon)}`);
  const onLine = (line: string) => sink.line(daemon, line);
  const common = { bookmark, onLine, onTrouble, signal };
  if (source.kind === 'file') await followFile({ ...common, path: source.path });
  else await followUnit({ ...common, unit: source.unit });
}
