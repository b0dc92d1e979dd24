import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startAwsServer } from '../aws/aws-server.ts';
import { awsServices } from '../aws/aws-services.ts';
import { hostEnvironment } from '../host-daemon/host-environment.ts';
import { accessTokenOf, HOST_PRINCIPAL, HostWorld } from '../host-daemon/host-world.ts';

export interface HostAtWorkOptions {
  /** `dist/host/evergrant-host.mjs` */
  readonly bundle: string;
  /** A program that gets the URL of a queue, runs beside the daemon and is looked at too: bare-clients.ts, bundled. */
  readonly peer: string;
  readonly pushes: number;
  /** Options of Node. */
  readonly options: readonly string[];
  /** What else stands in the environment of both. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long both rest before they are looked at, in milliseconds. */
  readonly rest: number;
  /** Looks at the processes. */
  readonly look: (pids: { readonly daemon: number; readonly peer: number }) => void;
}

/** A host with five tokens, three sinks and one supervised daemon, in the simulator, after so many pushes. */
export async function hostAtWork(options: HostAtWorkOptions): Promise<void> {
  const { bundle, peer, pushes, environment, rest, look } = options;
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-host-memory-'));
  const { all, ...services } = awsServices();
  const server = await startAwsServer({ services: all });
  const world = new HostWorld({ server, services, folder });
  await world.deploy(SECTIONS);
  for (const token of TOKENS) await world.save(token, 1);
  const env = { PATH: process.env.PATH, HOME: folder, ...hostEnvironment(world), ...environment };
  const run = (words: readonly string[], more = {}) =>
    spawn(process.execPath, [...options.options, ...words], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...env, ...more },
    });
  services.sqs.addQueue({ name: 'beside' });
  const processes = {
    daemon: run([bundle, 'up', '--config', world.config]),
    peer: run([peer, services.sqs.urlOf('beside', world)], PEER),
  };
  try {
    await reached(world, 'a', 1);
    for (let generation = 2; generation <= pushes / TOKENS.length + 1; generation += 1) {
      for (const token of TOKENS) {
        await world.save(token, generation);
        world.tell(token, generation);
      }
      for (const sink of SINKS) await reached(world, sink, generation);
    }
    await wait(rest);
    look({ daemon: pidOf(processes.daemon), peer: pidOf(processes.peer) });
  } finally {
    await Promise.all(Object.values(processes).map(ended));
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reached(world: HostWorld, sink: string, generation: number): Promise<void> {
  while (world.inSink(sink) !== accessTokenOf(sink, generation)) await wait(5);
}

/** @throws Error for one that has ended: there is nothing to look at */
function pidOf({ pid, exitCode, signalCode, spawnfile }: ChildProcess): number {
  if (pid === undefined || exitCode !== null || signalCode !== null)
    throw new Error(`${spawnfile} has ended`);
  return pid;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

/** Who the peer is. */
const PEER = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: HOST_PRINCIPAL,
  AWS_SECRET_ACCESS_KEY: 'not-verified',
};

const SINKS = ['a', 'b', 'c'];

const TOKENS = ['a', 'b', 'c', 'd', 'e'];

const SECTIONS = `grants:
${TOKENS.map((name) => `  g-${name}: { client: google, scopes: [spreadsheets] }`).join('\n')}
tokens:
${TOKENS.map((name) => `  ${name}: { grant: g-${name} }`).join('\n')}
sinks:
  a: { token: a, file: FOLDER/sinks/a.json }
  b: { token: b, file: FOLDER/sinks/b.json }
  c: { token: c, file: FOLDER/sinks/c.json }
daemons:
  clock: { command: [/bin/sh, -c, 'while :; do echo tick; sleep 1; done'], keepRunning: true, uses: [a] }
hosts: { ops: { kind: external, daemons: [clock], sinks: [b, c], tokens: [d, e] } }
`;
