/**
 * What the AWS engine weighs and how fast it is, in one run on one machine:
 * - sizes of the bundles
 * - from the start of a process until its handler is ready, beside a handler that has one client of the SDK and nothing
 *   else, and one that has nothing: in turn, medians
 * - synthesis of the port-sheet example by the app of cdk.json, template validation included
 * - 1,000 credentials that are due at once, through the real bundle against the simulator of the tests and an issuer on
 *   loopback that takes 50 ms to answer: time, memory, calls. Simulator, issuer and functions share the machine.
 *
 * Usage: npm run build && node bench/aws.mjs [folder of the build] [rounds] [credentials], by default dist 15 1000
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [dist = 'dist', rounds = '15', credentials = '1000'] = process.argv.slice(2);
const bundles = resolve(dist, 'lambda');
const folder = mkdtempSync(join(tmpdir(), 'evergrant-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

console.log(`node ${process.version}, ${process.platform} ${process.arch}\n`);
sizes();
await startUp(Number(rounds));
synthesis();
await fleet();

function sizes() {
  console.log('bundle           bytes   gzipped');
  for (const name of ['refresh', 'rotate', 'notify']) {
    const bytes = readFileSync(join(bundles, name, 'index.mjs'));
    const [plain, zipped] = [bytes.length, gzipSync(bytes).length].map((size) => size.toLocaleString('en'));
    console.log(`${name.padEnd(10)} ${plain.padStart(11)} ${zipped.padStart(9)}`);
  }
}

async function startUp(turns) {
  const handlers = {
    nothing: await handlerOf('nothing', 'export const handler = async () => {};'),
    'one SDK client': await handlerOf(
      'bare',
      [
        "import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';",
        'const client = new SecretsManagerClient({});',
        'export const handler = ({ SecretId }) => client.send(new GetSecretValueCommand({ SecretId }));',
      ].join('\n'),
    ),
    ...Object.fromEntries(
      ['refresh', 'rotate', 'notify'].map((name) => [name, join(bundles, name, 'index.mjs')]),
    ),
  };
  const times = Object.fromEntries(Object.keys(handlers).map((name) => [name, []]));
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, file] of Object.entries(handlers)) {
      const taken = await untilReady(file);
      if (turn > 0) times[name].push(taken); // the first turn warms the file cache
    }
  }
  const bare = median(times['one SDK client']);
  console.log(`\nhandler ready after, medians of ${turns}     one SDK client = 1`);
  for (const [name, list] of Object.entries(times)) {
    const taken = median(list);
    console.log(
      `${name.padEnd(16)} ${`${taken.toFixed(0)} ms`.padStart(8)} ${(taken / bare).toFixed(2).padStart(26)}`,
    );
  }
}

/** Bundles a handler as tools/build-aws.mjs bundles ours. */
async function handlerOf(name, contents) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents, resolveDir: process.cwd() },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}

/** @returns milliseconds from the start of the process until the handler is there */
async function untilReady(file) {
  const program = `await import(${JSON.stringify(pathToFileURL(file).href)}); process.stdout.write('ready');`;
  const start = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      EVERGRANT_DEPLOYMENT: 'bench',
      EVERGRANT_TABLE: 'evergrant-bench',
      EVERGRANT_KEY_ARN: 'arn:aws:kms:us-east-1:123456789012:key/bench',
      EVERGRANT_OPS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:evergrant-bench-ops',
      EVERGRANT_FAN_OUT_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/evergrant-bench-fan-out',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const taken = await new Promise((done, failed) => {
    child.stdout.once('data', () => done(performance.now() - start));
    child.once('exit', (code) => code !== 0 && failed(new Error(`${file} ended with ${code}`)));
  });
  child.kill('SIGKILL');
  return taken;
}

function synthesis() {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const config = resolve('examples/port-sheet/evergrant.aws.yaml');
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [resolve(dist, 'app.js')], {
      env: {
        ...process.env,
        CDK_OUTDIR: join(folder, 'cdk.out'),
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, config }),
      },
    });
    if (status !== 0) throw new Error(`the synthesis failed: ${stderr}`);
    return (performance.now() - start) / 1_000;
  });
  console.log(
    `\nsynthesis of the port-sheet example: ${median(times).toFixed(1)} s, median of ${times.length}`,
  );
}

async function fleet() {
  const outfile = resolve('node_modules/.cache/evergrant/aws-bench/refresh-fleet.mjs');
  mkdirSync(join(outfile, '..'), { recursive: true });
  await build({
    entryPoints: ['test/support/aws-bench/refresh-fleet.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  // What runs a bundle lies beside whoever starts it.
  copyFileSync('test/support/lambda-runtime/runtime-client.mjs', join(outfile, '..', 'runtime-client.mjs'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  const { refreshFleet } = await import(pathToFileURL(outfile).href);
  const done = await refreshFleet({
    bundles,
    credentials: Number(credentials),
    hosts: Math.ceil(Number(credentials) / 5),
    lanes: 10,
    issuerPauseMilliseconds: 50,
  });
  const { seconds, issued, beats, batches, processes, peakMegabytes, notices } = done;
  console.log(`\n${done.title}
synthesis, without template validation   ${done.synthesisSeconds.toFixed(1)} s
resources                                ${done.resourceCount.toLocaleString('en')}
all due at once, refreshed in            ${seconds.toFixed(1)} s (${(issued / seconds).toFixed(1)} a second)
tokens issued, notices to hosts          ${issued}, ${notices}
beats, batches over the queue            ${beats}, ${batches}
processes, peak memory of the largest    ${processes}, ${peakMegabytes.toFixed(0)} MB

calls for each refresh, the beats' own included`);
  for (const [name, count] of Object.entries(done.callsPerRefresh)) {
    console.log(`${name.padEnd(48)} ${count.toFixed(2).padStart(6)}`);
  }
}

function median(list) {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
}
