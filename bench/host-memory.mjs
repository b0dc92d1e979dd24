/**
 * What the host daemon weighs beside a Node that does nothing: the real bundle against the simulator of the tests, with
 * five tokens, three sinks and one supervised daemon, after pushes and ten seconds of rest. Resident (RSS) counts pages
 * that other Nodes share too; proportional (PSS) shares them out. Medians of some rounds.
 *
 * Usage: npm run build && node bench/host-memory.mjs [bundle] [pushes] [rounds] [options of Node], by default
 * dist/host/evergrant-host.mjs 200 3 and those of the unit
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [bundle = 'dist/host/evergrant-host.mjs', pushes = '200', rounds = '3', ...flags] =
  process.argv.slice(2);
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const { hostAtWork } = await program();
const rows = { 'a bare Node': [], 'a bare Node with the same options': [], 'the host daemon': [] };
for (let round = 0; round < Number(rounds); round += 1) {
  rows['a bare Node'].push(await bare([]));
  rows['a bare Node with the same options'].push(await bare(flags));
  const look = async (pid) => void rows['the host daemon'].push(memoryOf(pid));
  await hostAtWork({ bundle: resolve(bundle), pushes: Number(pushes), flags, look });
}
report();

async function program() {
  const outfile = resolve('node_modules/.cache/evergrant/aws-bench/host-at-work.mjs');
  mkdirSync(join(outfile, '..'), { recursive: true });
  await build({
    entryPoints: ['test/support/aws-bench/host-at-work.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  return await import(pathToFileURL(outfile).href);
}

async function bare(options) {
  const node = spawn(process.execPath, [...options, '-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' });
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
  console.log(`node ${process.version}, ${pushes} pushes, options: ${flags.join(' ') || 'none'}`);
  console.log(`${' '.repeat(36)}      RSS             PSS`);
  for (const [name, list] of Object.entries(rows)) {
    const cell = (kind) => {
      const [ours, bares] = [list, base].map((of) => median(of.map((each) => each[kind])));
      return `${ours.toFixed(1).padStart(6)} MB ${(ours / bares).toFixed(2)}x`;
    };
    console.log(`${name.padEnd(36)} ${cell('resident')} ${cell('proportional')}`);
  }
}

function median(list) {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
}
