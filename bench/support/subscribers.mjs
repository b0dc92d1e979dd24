/** Subscribers of bench/deliveries.mjs, in a process of their own. Tells the parent when the last of them has a new token. */
import { closeSync, fstatSync, openSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const options = JSON.parse(process.env.OPTIONS ?? '{}');
const now = () => performance.timeOrigin + performance.now();
const perToken = new Map();

/** A subscriber holds this token now. */
function adopted(token) {
  const count = (perToken.get(token) ?? 0) + 1;
  perToken.set(token, count);
  if (count === options.subscribers) process.send({ last: now(), adopted: count });
}

const ready = { sockets, files, readers };
await ready[options.kind]();
process.send('ready');

async function sockets() {
  const { connectBroker } = await import(pathToFileURL(options.module).href);
  const broker = connectBroker(options.socketPath);
  const first = await broker.token('crew', { minValidSeconds: 0 });
  for (let at = 0; at < options.subscribers; at += 1) void follow(broker, first.fingerprint);
  // The last of them must hang on the socket before the first round.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
}

async function follow(broker, first) {
  let unlessFingerprint = first;
  for (;;) {
    const result = await broker.awaitToken('crew', {
      unlessFingerprint,
      waitSeconds: 60,
      minValidSeconds: 0,
    });
    if (result.kind !== 'token' || result.fingerprint === unlessFingerprint) continue;
    unlessFingerprint = result.fingerprint;
    adopted(unlessFingerprint);
  }
}

async function files() {
  for (let at = 0; at < options.subscribers; at += 1) {
    let known = '';
    try {
      known = readFileSync(options.file, 'utf8');
    } catch {}
    watch(dirname(options.file), (_, name) => {
      if (name !== 'token') return;
      const token = readFileSync(options.file, 'utf8');
      if (token === known) return;
      known = token;
      adopted(token);
    });
  }
}

async function readers() {
  let [reads, watched] = [0, 0];
  const wrong = [];
  const read = () => {
    const file = openSync(options.file, 'r');
    const mode = fstatSync(file).mode & 0o7777;
    const text = readFileSync(file, 'utf8');
    closeSync(file);
    reads += 1;
    const generation = /t{2000}-(\d+)"/.exec(text)?.[1];
    if (mode !== options.mode || !generation || !text.endsWith('}\n')) wrong.push(text.length);
    return Number(generation);
  };
  const timer = setInterval(read, 1);
  watch(dirname(options.file), (_, name) => {
    if (name !== 'token.json') return;
    watched = read();
    if (watched !== options.last) return;
    clearInterval(timer);
    process.send({ reads, wrong, watched });
  });
}
