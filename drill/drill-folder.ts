import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../core/exit-code.ts';
import { Fault } from '../core/fault.ts';
import { controlSocketPath } from '../host/broker/control-path.ts';
import { LONGEST_SOCKET_PATH } from '../host/control/socket-path.ts';

/** Where one drill keeps everything that it writes. All paths are absolute. */
export interface DrillFolder {
  readonly path: string;
  readonly config: string;
  readonly stateDirectory: string;
  /** The sink that the daemon reads. */
  readonly tokenFile: string;
  readonly alertsFile: string;
  /** Holds what the programs printed, one file each. */
  readonly logs: string;
  /** Stands for the home of the programs, so that they cannot find the user's. Does not exist. */
  readonly home: string;
}

/** mkdtemp(3) adds six characters. */
const NAME = 'evergrant-drill-';

/**
 * Makes a fresh folder (0700) for one drill, below the system's temporary folder.
 * @throws Fault `DrillFolderUnusable` when none can be made there, or its control socket would not fit
 */
export async function makeDrillFolder(): Promise<DrillFolder> {
  const below = tmpdir();
  const length = Buffer.byteLength(
    controlSocketPath(pathsBelow(join(below, `${NAME}123456`)).stateDirectory),
  );
  if (length > LONGEST_SOCKET_PATH) {
    throw unusable(
      below,
      `the control socket below it would have a path of ${length} bytes, and ${LONGEST_SOCKET_PATH} fit`,
    );
  }
  try {
    const paths = pathsBelow(await mkdtemp(join(below, NAME)));
    await mkdir(paths.logs);
    return paths;
  } catch (error) {
    throw unusable(below, error instanceof Error ? error.message : String(error));
  }
}

export async function removeDrillFolder({ path }: DrillFolder): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

function pathsBelow(path: string): DrillFolder {
  return {
    path,
    config: join(path, 'evergrant.yaml'),
    stateDirectory: join(path, 'state'),
    tokenFile: join(path, 'token.json'),
    alertsFile: join(path, 'alerts.jsonl'),
    logs: join(path, 'logs'),
    home: join(path, 'home'),
  };
}

function unusable(below: string, message: string): Fault {
  return new Fault({
    code: 'DrillFolderUnusable',
    message: `the drill cannot use the temporary folder ${below}: ${message}`,
    remedy: 'TMPDIR=/tmp evergrant drill, or any other short and writable folder',
    exitCode: ExitCode.Failed,
  });
}
