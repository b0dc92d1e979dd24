import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { stringify } from 'yaml';
import { builtProgram } from '../built-program.ts';
import { CommandProcess } from '../command-process.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import type { KeyIssuer } from './key-issuer.ts';
import { keyIssuers } from './key-issuers.ts';

/** How a command ended. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program with a declaration of API keys, and a stand-in of their issuer. */
export interface BuiltKeyWorld {
  readonly issuer: KeyIssuer;
  readonly folder: string;
  /** The sink. */
  readonly file: string;
  /** `evergrant up --json`, which says that it is up. */
  readonly up: CommandProcess;
  run(words: readonly string[], input?: string): Promise<Ran>;
  /** Another `evergrant up`, after the last one ended. */
  again(): Promise<CommandProcess>;
}

/** Call once, at the top of a test file: starts such worlds, all of which end after each test. */
export function keyWorlds(): (rotation: Readonly<Record<string, unknown>>) => Promise<BuiltKeyWorld> {
  const built = builtProgram();
  const folders = temporaryFolders();
  const issuers = keyIssuers();
  const running: CommandProcess[] = [];
  afterEach(async () => {
    for (const up of running.splice(0)) {
      up.child.kill('SIGTERM');
      await up.ended;
    }
  });
  return async (rotation) => {
    const issuer = await issuers();
    const folder = folders();
    const config = join(folder, 'evergrant.yaml');
    const file = join(folder, 'mail.key');
    const mail = { issuer: 'sendgrid', api: issuer.origin, managedBy: 'mail-admin', ...rotation };
    writeFileSync(config, stringify(declaration({ folder, file, mail })));
    const { script } = built();
    const again = async () => {
      const up = new CommandProcess(script, { words: ['up', '--json', '--config', config], folder });
      running.push(up);
      await up.until(() => up.text.includes('evergrant up: '));
      return up;
    };
    const run = (words: readonly string[], input = '') =>
      ran(spawn(process.execPath, [script, ...words, '--config', config], placed(folder)), input);
    return { issuer, folder, file, up: await again(), run, again };
  };
}

function declaration({ folder, file, mail }: { folder: string; file: string; mail: object }): object {
  return {
    version: 1,
    engine: { stateDirectory: join(folder, 'state') },
    alerts: { ops: { file: join(folder, 'alerts.log') } },
    apiKeys: { 'mail-admin': {}, mail },
    tokens: { mail: { apiKey: 'mail' } },
    sinks: { 'mail-key': { token: 'mail', file, shape: 'raw' } },
    daemons: { mailer: { external: true, uses: ['mail-key'] } },
  };
}

function placed(folder: string) {
  return { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' } };
}

async function ran(child: ReturnType<typeof spawn>, input: string): Promise<Ran> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
    });
  child.stdin?.end(input);
  await once(child, 'close');
  return { exitCode: child.exitCode, ...texts };
}
