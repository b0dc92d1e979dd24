/**
 * What the host daemon weighs beside a Node that does nothing: the real bundle against the simulator of the tests, with
 * five tokens, three sinks and one supervised daemon, after pushes and a rest, with the options of Node and malloc that
 * the program of a host has. Beside it, in the same world, runs the least that a daemon on the AWS SDK could be.
 * Resident (RSS) counts pages that other Nodes share too; proportional (PSS) shares them out. Medians of some rounds.
 *
 * Usage: npm run build && node bench/host-memory.mjs [--bundle FILE] [--pushes N] [--rounds N] [--rest SECONDS] [--plain]
 *
 * By default dist/host/evergrant-host.mjs, 200 pushes, 3 rounds, 30 seconds; --plain: without any option of Node.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    bundle: { type: 'string', default: 'dist/host/evergrant-host.mjs' },
    pushes: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    rest: { type: 'string', default: '30' },
    plain: { type: 'boolean', default: false },
  },
});
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const built = resolve('node_modules/.cache/evergrant/host-memory');
const { hostAtWork, HOST_MALLOC, HOST_NODE_OPTIONS } = await programs();
const options = values.plain ? [] : HOST_NODE_OPTIONS;
const environment = values.plain ? {} : HOST_MALLOC;
const rows = {
  'a bare Node': [],
  'a bare Node with the same options': [],
  'six bare clients of the SDK, same options': [],
  'the host daemon': [],
};
for (let round = 0; round < Number(values.rounds); round += 1) {
  rows['a bare Node'].push(await bare([], {}));
  rows['a bare Node with the same options'].push(await bare(options, environment));
  await hostAtWork({
    bundle: resolve(values.bundle),
    peer: join(built, 'bare-clients.mjs'),
    pushes: Number(values.pushes),
    options,
    environment,
    rest: Number(values.rest) * 1_000,
    look: ({ daemon, peer }) => {
      rows['six bare clients of the SDK, same options'].push(memoryOf(peer));
      rows['the host daemon'].push(memoryOf(daemon));
    },
  });
}
report();

async function programs() {
  const shared = { outdir: built, bundle: true, format: 'esm', platform: 'node', target: 'node20.19' };
  const modules = { ...shared, outExtension: { '.js': '.mjs' }, logLevel: 'warning' };
  await build({
    ...modules,
    entryPoints: ['test/support/aws-bench/host-at-work.ts', 'core/host/bootstrap/node-options.ts'],
    entryNames: '[name]',
    packages: 'external',
  });
  await build({
    ...modules,
    entryPoints: ['test/support/aws-bench/bare-clients.ts'],
    mainFields: ['module', 'main'],
    minify: true,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const modulesOf = ['host-at-work.mjs', 'node-options.mjs'].map(
    (name) => import(pathToFileURL(join(built, name)).href),
  );
  return Object.assign({}, ...(await Promise.all(modulesOf)));
}

async function bare(flags, more) {
  const node = spawn(process.execPath, [...flags, '-e', 'setInterval(() => {}, 1e9)'], {
    stdio: 'ignore',
    env: { ...process.env, ...more },
  });
  await wait(3_000);
  const memory = memoryOf(node.pid);
  node.kill('SIGKILL');
  return memory;
}

/** In MB, as /proc counts them. */
function memoryOf(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1_024;
  return { resident: of('Rss'), proportional: of('Pss') };
}

function report() {
  const base = rows['a bare Node'];
  const said = [...options, ...Object.entries(environment).map((pair) => pair.join('='))];
  console.log(
    `node ${process.version}, ${values.pushes} pushes, ${values.rest} s of rest; ${said.join(' ') || 'no options'}`,
  );
  console.log(`${' '.repeat(42)}      RSS             PSS`);
  for (const [name, list] of Object.entries(rows)) {
    const cell = (kind) => {
      const [ours, bares] = [list, base].map((of) => median(of.map((each) => each[kind])));
      return `${ours.toFixed(1).padStart(6)} MB ${(ours / bares).toFixed(2)}x`;
    };
    console.log(`${name.padEnd(42)} ${cell('resident')} ${cell('proportional')}`);
  }
}

function median(list) {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
}
