import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeAll } from '@jest/globals';
import type { AwsServerOptions } from '../aws/aws-server.ts';
import { type SimulatedAws, simulatedAws } from '../aws/simulated-aws.ts';
import { type Process, startProcess } from '../evergrant-process.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { builtHost } from './built-host.ts';
import { hostEnvironment } from './host-environment.ts';
import { HostWorld } from './host-world.ts';

/** The bundled host daemon beside the world that it works in. */
export interface HostProgram {
  readonly aws: SimulatedAws;
  readonly world: HostWorld;
  /** Starts `evergrant-host` with these words. @param more beside what systemd gives */
  run(words: readonly string[], more?: RunOptions): Process;
  /** Starts `evergrant-host up`. */
  up(more?: RunOptions): Process;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that runs it, such as `unshare -rm`. */
  readonly wrapper?: readonly string[];
}

/** Call once, at the top of a test file: gives worlds, each with the real bundle to be run in it. All end after each test. */
export function hostPrograms(): (options?: Omit<AwsServerOptions, 'services'>) => Promise<HostProgram> {
  const start = simulatedAws();
  const folder = temporaryFolders();
  const running: Process[] = [];
  let bundle = '';
  beforeAll(async () => {
    bundle = await builtHost();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(running.splice(0).map((program) => program.stop('SIGKILL')));
  });
  return async (options) => {
    const aws = await start(options);
    const world = new HostWorld({ server: aws, services: aws.services, folder: folder() });
    const run = (words: readonly string[], { environment = {}, wrapper = [] }: RunOptions = {}) => {
      const [program = process.execPath, ...before] = [...wrapper, process.execPath];
      const started = startProcess([program, ...before, bundle, ...words, '--config', world.config], {
        home: world.folder,
        environment: { ...hostEnvironment(world), ...environment },
      });
      running.push(started);
      return started;
    };
    return { aws, world, run, up: (more) => run(['up'], more) };
  };
}

/** Waits for something that no line tells of. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(20);
}
