import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeAll, expect } from '@jest/globals';
import { HOST_MALLOC, HOST_NODE_OPTIONS } from '../../../core/host/bootstrap/node-options.ts';
import type { AwsServerOptions } from '../aws/aws-server.ts';
import { type SimulatedAws, simulatedAws } from '../aws/simulated-aws.ts';
import { type Process, startProcess } from '../evergrant-process.ts';
import { secretsIn } from '../secret-search.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { builtHost } from './built-host.ts';
import { hostEnvironment } from './host-environment.ts';
import { textsOf } from './host-texts.ts';
import { HostWorld } from './host-world.ts';

/** The bundled host daemon beside the world that it works in. */
export interface HostProgram {
  readonly aws: SimulatedAws;
  readonly world: HostWorld;
  /** Starts `evergrant-host` with these words, and with the options that the program of a host gives to Node. @param more beside what systemd gives */
  run(words: readonly string[], more?: RunOptions): Process;
  /** Starts `evergrant-host up`. */
  up(more?: RunOptions): Process;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that runs it, such as `unshare -rm`. */
  readonly wrapper?: readonly string[];
}

/**
 * Call once, at the top of a test file: gives worlds, each with the real bundle to be run in it. All end after each test,
 * which fails if a secret shows anywhere in what they said.
 */
export function hostPrograms(): (options?: Omit<AwsServerOptions, 'services'>) => Promise<HostProgram> {
  const start = simulatedAws();
  const folder = temporaryFolders();
  const running: Process[] = [];
  const worlds: HostWorld[] = [];
  let bundle = '';
  beforeAll(async () => {
    bundle = await builtHost();
  }, 60_000);
  afterEach(async () => {
    const ran = running.splice(0);
    const said = await Promise.all(
      worlds.splice(0).map(async (world) => [world, await textsOf(world)] as const),
    );
    await Promise.all(ran.map((program) => program.stop('SIGKILL')));
    const printed = ran.map(({ lines }) => ({ place: 'what a program printed', text: lines.join('\n') }));
    for (const [{ secrets }, texts] of said) expect(secretsIn([...texts, ...printed], secrets)).toEqual([]);
  });
  return async (options) => {
    const aws = await start(options);
    const world = new HostWorld({ server: aws, services: aws.services, folder: folder() });
    worlds.push(world);
    const run = (words: readonly string[], { environment = {}, wrapper = [] }: RunOptions = {}) => {
      const [program = process.execPath, ...before] = [...wrapper, process.execPath, ...HOST_NODE_OPTIONS];
      const started = startProcess([program, ...before, bundle, ...words, '--config', world.config], {
        home: world.folder,
        environment: { ...hostEnvironment(world), ...HOST_MALLOC, ...environment },
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
