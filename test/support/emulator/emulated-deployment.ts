import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from '@jest/globals';
import { parse, stringify } from 'yaml';
import type { RawMapping } from '../../../core/config/raw-tree.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import { EMULATOR } from '../aws/emulator.ts';
import { CommandProcess } from '../command-process.ts';
import { type AdaptedAssembly, adaptAssembly } from './adapt-assembly.ts';

const run = promisify(execFile);

/** An example deployed into the emulator with the CDK's own command, and what it takes to use it. */
export interface EmulatedDeployment {
  readonly server: AuthorizationServer;
  /** Its folder, with `evergrant.yaml`, and with what npm ships in `dist`. */
  readonly folder: string;
  readonly assembly: AdaptedAssembly;
  /** Types `evergrant` and these words, in the folder of the example. */
  type(...words: readonly string[]): CommandProcess;
  /** Everything that the commands printed. */
  printed(): string;
}

/** What of an example is another here. @param folder of the deployment */
export type Change = (declaration: RawMapping, folder: string) => RawMapping;

/**
 * Call once, in the `describe` of tests against the emulator: builds what npm ships, starts an authorization server, and
 * deploys the example with that for its issuer.
 *
 * @param change @default nothing else
 * @returns the deployment, once tests run
 */
export function emulatedDeployment(
  example: string,
  change: Change = (declaration) => declaration,
): () => EmulatedDeployment {
  let made: EmulatedDeployment | undefined;
  const commands: CommandProcess[] = [];
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'evergrant-emulated-'));
    const server = await AuthorizationServer.start();
    await timed('build', () => build(folder));
    const here = change(atIssuer(readFileSync(example, 'utf8'), server.issuer), folder);
    writeFileSync(join(folder, 'evergrant.yaml'), stringify(here));
    const assembly = await deploy(folder);
    made = {
      server,
      folder,
      assembly,
      type(...words) {
        const script = join(folder, 'dist', 'evergrant.js');
        const command = new CommandProcess(script, { words, folder, environment: emulatorEnvironment() });
        commands.push(command);
        return command;
      },
      printed: () => commands.map(({ stdout, text }) => `${stdout}${text}`).join(''),
    };
  }, 600_000);
  afterAll(async () => {
    for (const { child } of commands) child.kill('SIGKILL');
    await Promise.all(commands.map(({ ended }) => ended));
    await made?.server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (!made) throw new Error('the example is not deployed yet');
    return made;
  };
}

/** How any program of Node reaches the emulator. */
export function emulatorPlace(): Readonly<Record<string, string>> {
  return {
    NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS ?? '',
    AWS_ENDPOINT_URL: EMULATOR ?? '',
  };
}

/** Does a part of the work and prints how long it took. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  process.stdout.write(`aws emulator: ${what}: ${((performance.now() - start) / 1_000).toFixed(1)} s\n`);
  return result;
}

async function build(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  copyFileSync('cdk.json', join(folder, 'cdk.json'));
  await run(process.execPath, ['tools/build.mjs', join(folder, 'dist')]);
}

/** The example as it stands, but for an issuer and a client that are here. */
function atIssuer(yaml: string, discovery: string): RawMapping {
  const { clients, grants, ...rest } = parse(yaml);
  const [client = ''] = Object.keys(clients);
  const here = Object.entries(grants).map(([name, grant]) => [
    name,
    { ...Object(grant), scopes: ['sheets'] },
  ]);
  return {
    ...rest,
    clients: {
      [client]: { issuer: { discovery, rotation: 'always', reuse: 'revokesFamily' }, clientId: 'desk' },
    },
    grants: Object.fromEntries(here),
  };
}

async function deploy(folder: string): Promise<AdaptedAssembly> {
  const cdk = (...words: readonly string[]) =>
    run(process.execPath, [resolve('node_modules/aws-cdk/bin/cdk'), ...words, '--no-notices'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...emulatorEnvironment() },
      maxBuffer: 16 * 1024 * 1024,
    });
  await timed('cdk synth', () => cdk('synth', '--quiet'));
  const assembly = adaptAssembly(join(folder, 'cdk.out'), { endpoint: EMULATOR ?? '' });
  await timed('cdk bootstrap', () => cdk('bootstrap', '--app', 'cdk.out'));
  await timed('cdk deploy', () => cdk('deploy', '--app', 'cdk.out', '--all', '--require-approval', 'never'));
  return assembly;
}

/** How a command reaches the emulator as a person who may do everything. */
function emulatorEnvironment(): Readonly<Record<string, string>> {
  return {
    ...emulatorPlace(),
    AWS_CA_BUNDLE: process.env.NODE_EXTRA_CA_CERTS ?? '',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}
