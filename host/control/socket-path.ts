import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/** Bytes that fit into `sun_path` beside its closing zero: 107 on Linux (unix(7)), 103 on macOS. */
export const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

/** @throws Fault `SocketPathTooLong`; the system would cut the path or refuse it with a word that explains nothing */
export function assertSocketPathFits(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= LONGEST_SOCKET_PATH) return;
  throw new Fault({
    code: 'SocketPathTooLong',
    message: `${path}: the path of a socket may have ${LONGEST_SOCKET_PATH} bytes, and this one has ${length}`,
    remedy: 'declare a state directory with a shorter path: engine.stateDirectory',
    exitCode: ExitCode.Configuration,
  });
}
