/**
 * How long until a thousand local subscribers use a new token, beside the least that it can take: one fsync, one rename
 * and one wake of another process. The broker, its control socket and its sinks are the real ones; the authorization
 * server is a small one on the loopback. Then: what readers see of a file that is replaced over and over.
 *
 * Usage: node bench/deliveries.mjs [subscribers] [rounds] [deliveries], by default 1000 10 10000
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [subscribers = 1_000, rounds = 10, deliveries = 10_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'evergrant-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const evergrant = await load();
const now = () => performance.timeOrigin + performance.now();
const median = (list) => list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
const row = (name, list) =>
  console.log(
    `${name.padEnd(58)} ${median(list).toFixed(1).padStart(8)} ${Math.max(...list)
      .toFixed(1)
      .padStart(8)} ms`,
  );

console.log(
  `node ${process.version}, ${subscribers} subscribers, ${rounds} rounds${' '.repeat(13)} median      max`,
);
row('floor: fsync, rename, wake of one watcher', await floor());
const issuer = await authorizationServer();
await adoption('sockets', 'from save to the last adoption, long polls on the socket');
await adoption('files', 'from save to the last adoption, watchers of a file');
issuer.server.close();
await readers();

/** The parts of evergrant that this needs, as one module. */
async function load() {
  const outfile = join(folder, 'evergrant.mjs');
  await build({
    stdin: {
      contents: [
        "export { readDeclaration } from './adapters/config-file/read-declaration.ts';",
        "export { openMachineBroker } from './host/broker/open-machine-broker.ts';",
        "export { serveBroker } from './host/control/server.ts';",
        "export { connectBroker } from './host/control/client.ts';",
        "export { putToken } from './adapters/file-sink/put-token.ts';",
        "export { SecretText } from './core/secret-text.ts';",
      ].join('\n'),
      resolveDir: new URL('..', import.meta.url).pathname,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'warning',
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  });
  return await import(pathToFileURL(outfile).href);
}

/** A child that runs `bench/support/subscribers.mjs`. */
async function children(options) {
  const child = fork(new URL('support/subscribers.mjs', import.meta.url).pathname, {
    execArgv: [],
    env: { ...process.env, OPTIONS: JSON.stringify({ ...options, module: join(folder, 'evergrant.mjs') }) },
  });
  await once(child, 'message');
  return child;
}

async function floor() {
  const directory = join(folder, 'floor');
  mkdirSync(directory);
  const file = join(directory, 'token');
  const times = [];
  const child = await children({ kind: 'files', file, subscribers: 1 });
  for (let round = 1; round <= rounds * 5; round += 1) {
    const seen = once(child, 'message');
    const start = now();
    const handle = openSync(`${file}.new`, 'w');
    writeSync(handle, `token-${round}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(`${file}.new`, file);
    times.push((await seen)[0].last - start);
  }
  child.kill();
  return times;
}

/** Every answer holds a new access token; `savedAfter` is when the last answer left: nothing is saved before that. */
async function authorizationServer() {
  const issuer = { server: undefined, url: '', savedAfter: 0, tokens: 0 };
  issuer.server = createServer(async (request, answer) => {
    for await (const _ of request);
    issuer.tokens += 1;
    answer.setHeader('content-type', 'application/json');
    issuer.savedAfter = now();
    answer.end(
      JSON.stringify({
        access_token: `token-${issuer.tokens}`,
        refresh_token: `refresh-${issuer.tokens}`,
        token_type: 'Bearer',
        expires_in: 3600,
      }),
    );
  });
  issuer.server.listen(0, '127.0.0.1');
  await once(issuer.server, 'listening');
  issuer.url = `http://127.0.0.1:${issuer.server.address().port}`;
  return issuer;
}

async function adoption(kind, name) {
  const { readDeclaration, openMachineBroker, serveBroker } = evergrant;
  const at = join(folder, kind);
  mkdirSync(join(at, 'sink'), { recursive: true });
  const { writeFileSync } = await import('node:fs');
  const config = join(at, 'evergrant.yaml');
  const endpoints = `authorizationEndpoint: "${issuer.url}/authorize", tokenEndpoint: "${issuer.url}/token"`;
  writeFileSync(
    config,
    `version: 1
engine: { kind: machine, stateDirectory: ${join(at, 'state')} }
clients: { desk: { clientId: desk, issuer: { ${endpoints}, rotation: always } } }
grants: { crew: { client: desk } }
${kind === 'files' ? `sinks: { s: { token: crew, file: ${join(at, 'sink', 'token')}, shape: raw } }` : ''}
`,
  );
  const declaration = await readDeclaration(config);
  const broker = await openMachineBroker({ declaration, command: 'bench', environment: {} });
  const socketPath = join(at, 's');
  const server = await serveBroker(broker, { socketPath, unexpected: (error) => console.error(error) });
  const redirectUri = 'http://127.0.0.1:1/back';
  const begun = await broker.beginConsent('crew', { redirectUri });
  const state = new URL(begun.authorizationUrl).searchParams.get('state');
  const settled = await broker.finishConsent(begun.consentId, {
    redirectUrl: `${redirectUri}?code=c&state=${state}`,
  });
  if (settled.kind !== 'settled') throw new Error(settled.message);
  const child = await children({ kind, socketPath, file: join(at, 'sink', 'token'), subscribers });
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const seen = once(child, 'message');
    await broker.refresh('crew', {});
    const [{ last, adopted }] = await seen;
    if (adopted !== subscribers) throw new Error(`${adopted} of ${subscribers} adopted`);
    times.push(last - issuer.savedAfter);
  }
  child.kill();
  row(name, times);
  await server.close();
  await broker.close();
}

/** Readers at 1 kHz in a process of their own while the file is replaced as fast as it can be. */
async function readers() {
  const { putToken, SecretText } = evergrant;
  const file = join(folder, 'token.json');
  const shape = { kind: 'access-token-json' };
  const deliver = (generation) => {
    const access = {
      token: new SecretText(`${'t'.repeat(2_000)}-${generation}`),
      tokenType: 'Bearer',
      issuedAt: 0,
      expiresAt: 0,
    };
    const value = { schema: 1, generation, access, scopes: [] };
    return putToken(
      { file, shape, mode: 0o640, owner: undefined },
      { value, fingerprint: String(generation) },
    );
  };
  await deliver(1);
  const child = await children({ kind: 'readers', file, mode: 0o640, last: deliveries });
  const start = now();
  for (let generation = 2; generation <= deliveries; generation += 1) await deliver(generation);
  const took = (now() - start) / 1_000;
  const [{ reads, wrong, watched }] = await once(child, 'message');
  child.kill();
  const outcome = `${reads} reads, ${wrong.length} torn, empty or in a wrong mode; the watcher saw generation ${watched} last`;
  console.log(`readers at 1 kHz across ${deliveries} deliveries (${took.toFixed(1)} s): ${outcome}`);
  if (wrong.length > 0 || watched !== deliveries) process.exitCode = 1;
}
