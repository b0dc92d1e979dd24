import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { stringify } from 'yaml';
import type { StatusDocument } from '../../../core/status.ts';
import { builtProgram } from '../built-program.ts';
import { CommandProcess } from '../command-process.ts';
import { freePort } from '../free-port.ts';
import { temporaryFolders } from '../temporary-folder.ts';

/** How a command ended. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program with a signing key and the tokens of two agents, and verifiers that fetch its published keys. */
export interface AgentWorld {
  readonly folder: string;
  readonly issuer: string;
  /** The sink of the token `filed`. */
  readonly file: string;
  readonly state: string;
  readonly tokenSocket: string;
  run(words: readonly string[]): Promise<Ran>;
  /** Starts a command that ends with the test at the latest. */
  start(words: readonly string[]): CommandProcess;
  /** Starts `evergrant up --json` and waits until it says that it is up. */
  up(): Promise<CommandProcess>;
  /** Prints a token. Rejects with what was said where there is none. */
  token(name: string, minValid?: string): Promise<string>;
  status(): Promise<Pick<StatusDocument, 'signingKeys' | 'agentTokens'>>;
  /** Verifies as a worker does that has never seen a key before. Rejects for a token that such a worker refuses. */
  verify(token: string): Promise<JWTPayload>;
}

type Part = Readonly<Record<string, unknown>>;

/** Call once, at the top of a test file: starts such worlds, all of which end after each test. */
export function agentWorlds() {
  const built = builtProgram();
  const folders = temporaryFolders();
  const running: CommandProcess[] = [];
  afterEach(async () => {
    for (const up of running.splice(0)) {
      up.child.kill('SIGTERM');
      await up.ended;
    }
  });
  return async (
    change: {
      key?: Part;
      mayor?: Part;
      filed?: Part;
      /** Made for the built program and its declaration. */
      daemons?: (at: { script: string; config: string }) => Part;
    } = {},
  ): Promise<AgentWorld> => {
    const folder = folders();
    // Members of the group of the token socket go through it.
    chmodSync(folder, 0o711);
    const config = join(folder, 'evergrant.yaml');
    const { script } = built();
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}/town`;
    const file = join(folder, 'filed.token');
    const tokenSocket = join(folder, 'tokens.sock');
    const declared = {
      version: 1,
      engine: { stateDirectory: join(folder, 'state') },
      alerts: { ops: { file: join(folder, 'alerts.log') } },
      signingKeys: { gastown: { issuer, ...change.key } },
      tokens: {
        mayor: {
          signingKey: 'gastown',
          audience: 'worker',
          claims: { agentId: 'mayor-1', rigs: 3 },
          ...change.mayor,
        },
        filed: { signingKey: 'gastown', audience: ['worker', 'map'], lifetime: '1h', ...change.filed },
      },
      sinks: { filed: { token: 'filed', file, shape: 'raw' } },
      ...(change.daemons && { daemons: change.daemons({ script, config }) }),
      tokenSocket: { path: tokenSocket, group: String(userInfo().gid), tokens: ['mayor'] },
      web: { listen: `127.0.0.1:${port}` },
    };
    writeFileSync(config, stringify(declared));
    const start = (words: readonly string[]) => {
      const started = new CommandProcess(script, { words: [...words, '--config', config], folder });
      running.push(started);
      return started;
    };
    const run = async (words: readonly string[]) => {
      const env = { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' };
      return await ran(spawn(process.execPath, [script, ...words, '--config', config], { cwd: folder, env }));
    };
    return {
      folder,
      issuer,
      file,
      state: join(folder, 'state'),
      tokenSocket,
      run,
      token: async (name, minValid = '60s') => {
        const { stdout, stderr, exitCode } = await run(['token', name, '--min-valid', minValid]);
        if (exitCode !== 0) throw new Error(stderr);
        return stdout.trim();
      },
      status: async () => JSON.parse((await run(['status', '--json'])).stdout),
      start,
      up: async () => {
        const up = start(['up', '--json']);
        await up.until(() => up.text.includes('evergrant up: '));
        return up;
      },
      verify: async (token) => {
        const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
        return (await jwtVerify(token, keys, { issuer, audience: 'worker', typ: 'JWT' })).payload;
      },
    };
  };
}

async function ran(child: ReturnType<typeof spawn>): Promise<Ran> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
    });
  child.stdin?.end();
  await once(child, 'close');
  return { exitCode: child.exitCode, ...texts };
}
