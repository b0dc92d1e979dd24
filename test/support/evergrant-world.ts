import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach } from '@jest/globals';
import { stringify } from 'yaml';
import { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import type { Settings } from '../../drill/authorization-server/settings.ts';
import { builtProgram } from './built-program.ts';
import { temporaryFolders } from './temporary-folder.ts';

/** How a command ended. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface EvergrantWorld {
  readonly server: AuthorizationServer;
  readonly folder: string;
  readonly config: string;
  /** Runs a command of the built program to its end. */
  run(words: readonly string[], environment?: Record<string, string>): Promise<Ran>;
  /** Starts `evergrant up` and waits until it says that it is up. */
  up(): Promise<ChildProcess>;
  /** Gives consent as a person does, by `evergrant login`. */
  login(grant: string, account: string): Promise<void>;
  /** How many refreshes the authorization server was asked for. */
  refreshes(): number;
}

/**
 * Call once, at the top of a test file: the built program, a real authorization server and a declaration, anew for each
 * call; everything ends after each test.
 */
export function evergrantWorlds() {
  const built = builtProgram();
  const folders = temporaryFolders();
  const running: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of running.splice(0).reverse()) await stop();
  });
  return async (
    declare: (at: { folder: string; server: AuthorizationServer }) => Record<string, unknown>,
    settings: Partial<Settings> = {},
  ): Promise<EvergrantWorld> => {
    const server = await AuthorizationServer.start({ settings });
    running.push(() => server.stop());
    const folder = folders();
    const config = join(folder, 'evergrant.yaml');
    writeFileSync(config, stringify({ version: 1, ...declare({ folder, server }) }));
    const start = (words: readonly string[], environment: Record<string, string> = {}) =>
      spawn(process.execPath, [built().script, ...words, '--config', config], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const run = async (words: readonly string[], environment?: Record<string, string>) =>
      await ended(start(words, environment));
    return {
      server,
      folder,
      config,
      run,
      refreshes: () => server.record.filter(({ grantType }) => grantType === 'refresh_token').length,
      async up() {
        const child = start(['up', '--json']);
        running.push(async () => {
          child.kill('SIGTERM');
          if (child.exitCode === null) await once(child, 'exit');
        });
        child.stdout.resume();
        await new Promise<void>((resolve, reject) => {
          child.once('exit', (code) => reject(new Error(`evergrant up exited with ${code}`)));
          child.stderr.setEncoding('utf8').on('data', (text: string) => {
            if (text.includes('evergrant up: ')) resolve();
          });
        });
        return child;
      },
      async login(grant, account) {
        const child = start(['login', grant, '--json', '--no-browser']);
        const lines = createInterface({ input: child.stdout });
        lines.on('line', (line) => {
          const { authorizationUrl } = JSON.parse(line) as { authorizationUrl?: string };
          if (authorizationUrl) void server.approve(authorizationUrl, { account }).then((url) => fetch(url));
        });
        const [code] = await once(child, 'exit');
        if (code !== 0) throw new Error(`login exited with ${code}`);
      },
    };
  };
}

async function ended(child: ChildProcess): Promise<Ran> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
    });
  await once(child, 'close');
  return { exitCode: child.exitCode, ...texts };
}
