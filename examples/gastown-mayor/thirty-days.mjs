/**
 * Thirty days of the Mayor in a few minutes: the real broker, worker, Mayor and tool client, each a process of its own,
 * with clocks and timers that run faster. Beside them runs a Mayor that gets its tokens by environment.
 *
 *     node examples/gastown-mayor/thirty-days.mjs [SPEED]     # 5000: 30 days in 8 min 40 s
 */
import { fork, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { createClient } from '../../dist/client.js';

const DAYS = 30;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const speed = Number(process.argv[2] ?? 5_000);
const here = dirname(fileURLToPath(import.meta.url));
const evergrant = join(here, '../../dist/evergrant.js');

const folder = await mkdtemp(join(tmpdir(), 'gastown-'));
const config = join(folder, 'evergrant.yaml');
const socketPath = join(folder, 'state/control.sock');
const [webPort, workerPort] = [await freePort(), await freePort()];
const issuer = `http://127.0.0.1:${webPort}`;
await writeFile(config, await declaration());

const environment = {
  ...process.env,
  NODE_OPTIONS: `--import=${join(here, 'time-lapse.mjs')}`,
  TIME_LAPSE_FROM: String(Date.now()),
  TIME_LAPSE_SPEED: String(speed),
  WORKER_URL: `http://127.0.0.1:${workerPort}`,
  WORKER_PORT: String(workerPort),
  ISSUER: issuer,
};
const began = Date.now();
const programs = [];
const requests = [];
const minted = [];
const signing = new Set();

const up = start(evergrant, ['up', '--json', '--config', config]);
const broker = read(up, (event) => {
  if (event.type === 'tokenMinted' && event.credential === 'mayor') minted.push(new Date(event.at));
  if (event.type === 'tokenMinted') signing.add(event.details.kid);
});
await broker.first;
const worker = read(start(join(here, 'worker.mjs')), (line) => {
  if (line.role) requests.push(line);
});
await worker.first;
const mayor = start(evergrant, ['run', 'mayor', '--config', config]);
const byEnvironment = fork(join(here, 'mayor-by-environment.mjs'), {
  env: { ...environment, GASTOWN_SESSION_TOKEN: await tokenByEnvironment() },
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
programs.push(byEnvironment);
try {
  await live();
} finally {
  for (const program of programs) program.kill('SIGTERM');
  await Promise.all(programs.map(ended));
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = report() ? 0 : 1;

/** The declaration of this example, with ports that are free and a second token for the Mayor by environment. */
async function declaration() {
  const declared = parse(await readFile(join(here, 'evergrant.yaml'), 'utf8'));
  declared.engine.stateDirectory = './state';
  declared.signingKeys.gastown.issuer = issuer;
  declared.web.listen = `127.0.0.1:${webPort}`;
  declared.tokens['by-environment'] = { ...declared.tokens.mayor };
  declared.daemons.mayor.workingDirectory = here;
  declared.daemons.mayor.environment = { WORKER_URL: `http://127.0.0.1:${workerPort}` };
  return stringify(declared);
}

/** Pushes a token every hour, as those owners did, until the days are over. */
async function live() {
  const client = createClient({ socketPath });
  for (let hour = 1; hour <= DAYS * 24; hour += 1) {
    await wait(Math.max(0, began + (hour * HOUR) / speed - Date.now()));
    const { value } = await client.token('by-environment', { minValid: 1800 });
    byEnvironment.send({ token: value });
    if (hour % 24 === 0 && process.stderr.isTTY) process.stderr.write(`\rday ${hour / 24} of ${DAYS}`);
    if (mayor.exitCode !== null) throw new Error('evergrant run mayor ended');
  }
}

async function tokenByEnvironment() {
  return (await createClient({ socketPath }).token('by-environment')).value;
}

function start(program, given = []) {
  const child = spawn(process.execPath, [program, ...given], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(child);
  return child;
}

/** Reads JSON Lines of a program. `first` is there with the first of them. */
function read(child, take) {
  const lines = createInterface({ input: child.stdout });
  const first = new Promise((resolve) => lines.once('line', resolve));
  lines.on('line', (line) => take(JSON.parse(line)));
  return { first };
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  return new Promise((resolve) => child.once('exit', resolve));
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Prints what was expected and what was seen. @returns whether they agree */
function report() {
  const of = (role) => requests.filter((request) => request.role === role);
  const refused = (role) => of(role).filter(({ accepted }) => !accepted).length;
  const codes = (role) => [...new Set(of(role).flatMap(({ code }) => code ?? []))].join(', ');
  const asleep = minted.filter((at) => at.getUTCHours() >= 23 || at.getUTCHours() < 7).length;
  const lives = requests.flatMap(({ life }) => life ?? []);
  const days = (Date.now() - began) * (speed / DAY);
  const rows = [
    ['simulated days', 'at least 30', days.toFixed(1), days >= 30],
    ['requests of the Mayor', 'more than 700', of('mayor').length, of('mayor').length > 700],
    ['… refused', 0, `${refused('mayor')} ${codes('mayor')}`, refused('mayor') === 0],
    ['requests of its tool client', 'more than 700', of('tool').length, of('tool').length > 700],
    ['… refused', 0, `${refused('tool')} ${codes('tool')}`, refused('tool') === 0],
    [
      'longest life of a token',
      'at most 8 h',
      `${Math.max(...lives) / 3600} h`,
      Math.max(...lives) <= 28_800,
    ],
    ['tokens minted while it slept', 0, asleep, asleep === 0],
    ['tokens minted for it', 'about 3 a day', minted.length, minted.length > 60 && minted.length < 130],
    ['keys that signed', 'at least 4', signing.size, signing.size >= 4],
    [
      'by environment: the Mayor refused',
      0,
      refused('mayor by environment'),
      refused('mayor by environment') === 0,
    ],
    [
      'by environment: its tool client refused',
      'nearly always',
      `${refused('tool by environment')} of ${of('tool by environment').length} ${codes('tool by environment')}`,
      refused('tool by environment') > of('tool by environment').length * 0.9,
    ],
  ];
  const wide = (column) => Math.max(...rows.map((row) => String(row[column]).length));
  const [first, second] = [wide(0), wide(1)];
  for (const [what, expected, observed, good] of rows) {
    console.log(
      `${good ? 'ok  ' : 'FAIL'} ${what.padEnd(first)}  expected ${String(expected).padEnd(second)}  observed ${observed}`,
    );
  }
  return rows.every((row) => row[3]);
}
