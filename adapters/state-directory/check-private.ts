import { Fault } from '../../core/fault.ts';
import { fileFault } from '../files/file-fault.ts';
import type { FileSystem } from '../files/file-system.ts';

/**
 * Refuses a directory that others can look into or that is somebody else's: it would hold secrets of the one and be
 * written with the rights of the other. That goes for root too.
 *
 * @throws Fault `StateNotADirectory`, `StateNotOurs`, `StateOpenToOthers`
 */
export async function checkPrivate({
  fileSystem,
  path,
}: {
  fileSystem: FileSystem;
  path: string;
}): Promise<void> {
  const facts = await fileSystem.facts(path);
  if (!facts) throw fileFault({ code: 'ENOENT' }, path);
  if (facts.kind !== 'directory') {
    throw new Fault({
      code: 'StateNotADirectory',
      message: `${path}: expected a directory for the state, found a file`,
      remedy: `move it away: mv ${path} ${path}.old`,
    });
  }
  const user = process.getuid?.() ?? facts.uid;
  if (facts.uid !== user) {
    throw new Fault({
      code: 'StateNotOurs',
      message: `${path}: it belongs to user ${facts.uid}, and this process runs as user ${user}`,
      remedy: `run as its owner: sudo -u "#${facts.uid}", or name another state directory`,
    });
  }
  if ((facts.mode & OTHERS) !== 0) {
    const mode = (facts.mode & 0o777).toString(8).padStart(4, '0');
    throw new Fault({
      code: 'StateOpenToOthers',
      message: `${path}: its permissions are ${mode}, expected 0700: other users could reach the secrets in it`,
      remedy: `chmod 700 ${path}`,
    });
  }
}

const OTHERS = 0o077;
