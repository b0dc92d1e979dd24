/**
 * Ministack, an emulator of AWS that others wrote: installs the pinned version into a cache below node_modules and starts it
 * on loopback. It speaks TLS and decides every call by the policies that are deployed into it.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A newer one may show more: docs/aws-emulator.md and what the tests expect of it are about this one. */
export const VERSION = '1.5.33';
const HEALTHY_WITHIN_SECONDS = 60;

const run = promisify(execFile);

/** @returns the Python that has the pinned version; throws where Python, PyPI or openssl is missing */
export async function installMinistack() {
  const folder = resolve('node_modules/.cache/evergrant', `ministack-${VERSION}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python) && (await versionIn(python)) === VERSION) return python;
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  // It makes its certificate with that.
  await run('openssl', ['version']);
  await run('python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `ministack==${VERSION}`];
  await run(python, pip, { timeout: 300_000 });
  return python;
}

async function versionIn(python) {
  const program = "import importlib.metadata as m; print(m.version('ministack'))";
  const { stdout } = await run(python, ['-c', program]).catch(() => ({ stdout: '' }));
  return stdout.trim();
}

/**
 * Starts it for as long as `use` takes.
 *
 * @param use gets its address and the file with its certificate
 * @returns what `use` returned
 */
export async function withMinistack(python, use) {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-emulator-'));
  const port = await freePort();
  const log = join(folder, 'log');
  const certificate = join(folder, 'ministack-tls', 'server.crt');
  const emulator = spawn(python, ['-m', 'ministack'], {
    // A group of its own: it runs functions as child processes, which must end with it.
    detached: true,
    cwd: folder,
    stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')],
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: folder,
      TMPDIR: folder,
      GATEWAY_PORT: String(port),
      // Without these three it listens on every address of the machine, on further ports even with the first.
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      MINISTACK_HOST: '127.0.0.1',
      // Functions act as their roles, and policies that want TLS get it.
      AUTH: 'true',
      USE_SSL: '1',
      NODE_EXTRA_CA_CERTS: certificate,
    },
  });
  const ended = new Promise((done) => emulator.once('exit', done));
  const end = () => process.kill(-emulator.pid, 'SIGKILL');
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  try {
    const endpoint = `https://127.0.0.1:${port}`;
    if (!(await healthy(endpoint, { certificate, emulator })))
      throw new Error(`aws emulator: it does not answer:\n${readFileSync(log, 'utf8')}`);
    console.log(`aws emulator: ministack ${VERSION} at ${endpoint}`);
    return await use({ endpoint, certificate });
  } finally {
    if (emulator.exitCode === null && emulator.signalCode === null) end();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function healthy(endpoint, { certificate, emulator }) {
  for (let tries = 0; tries < HEALTHY_WITHIN_SECONDS * 5 && emulator.exitCode === null; tries += 1) {
    if (existsSync(certificate) && (await answers(`${endpoint}/_ministack/health`, certificate))) return true;
    await wait(200);
  }
  return false;
}

function answers(url, certificate) {
  return new Promise((done) => {
    const request = get(url, { ca: readFileSync(certificate), agent: false }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.once('error', () => done(false));
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}
