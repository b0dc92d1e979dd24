import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startAwsServer } from '../aws/aws-server.ts';
import { awsServices } from '../aws/aws-services.ts';
import { hostEnvironment } from '../host-daemon/host-environment.ts';
import { accessTokenOf, HostWorld } from '../host-daemon/host-world.ts';

export interface HostAtWorkOptions {
  /** `dist/host/evergrant-host.mjs` */
  readonly bundle: string;
  readonly pushes: number;
  /** Options of Node. */
  readonly flags: readonly string[];
  /** Looks at the process, once it has settled. */
  readonly look: (pid: number) => Promise<void>;
}

/** A host with five tokens, three sinks and one supervised daemon, in the simulator, after so many pushes. */
export async function hostAtWork({ bundle, pushes, flags, look }: HostAtWorkOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-host-memory-'));
  const { all, ...services } = awsServices();
  const server = await startAwsServer({ services: all });
  const world = new HostWorld({ server, services, folder });
  await world.deploy(SECTIONS);
  for (const token of TOKENS) await world.save(token, 1);
  const daemon = spawn(process.execPath, [...flags, bundle, 'up', '--config', world.config], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      ...hostEnvironment(world),
      ...JSON.parse(process.env.X_ENV ?? '{}'),
    },
  });
  try {
    await reached(world, 'a', 1);
    for (let generation = 2; generation <= pushes / TOKENS.length + 1; generation += 1) {
      for (const token of TOKENS) {
        await world.save(token, generation);
        world.tell(token, generation);
      }
      await reached(world, 'a', generation);
    }
    await wait(SETTLES_WITHIN);
    await look(daemon.pid ?? 0);
  } finally {
    daemon.kill('SIGTERM');
    if (daemon.exitCode === null && daemon.signalCode === null) await once(daemon, 'exit');
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reached(world: HostWorld, token: string, generation: number): Promise<void> {
  while (world.inSink(token) !== accessTokenOf(token, generation)) await wait(5);
}

const SETTLES_WITHIN = 5_000;

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
