/**
 * How long from a token's save until a consumer on a host uses it: through a real queue service and a real secret store
 * (ministack, an emulator of AWS), the real bundle of the host daemon, and a consumer at its control socket. What the
 * emulator takes is taken off, by a proxy that sees each call, for AWS takes its own time. Beside it, over the same saves:
 * a cache that polls the same secret every 300 seconds, as those of others do by default.
 *
 * Usage: node bench/push.mjs [pushes] [minutes], by default 1000 over 25; needs Python and PyPI
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { installMinistack, withMinistack } from '../tools/ministack.mjs';
import { consume } from './support/consume.mjs';
import { emulatedHost } from './support/emulated-host.mjs';
import { pollingPeer } from './support/polling-peer.mjs';
import { recordingProxy } from './support/recording-proxy.mjs';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const [pushes = 1_000, minutes = 25] = process.argv.slice(2).map(Number);
/** Default of the AWS Secrets Manager Agent and of the caching clients of AWS: 300 s and more. */
const PEER_POLLS_EVERY = 300_000;
const WARM_UP = 20;
const GAP = (minutes * 60_000) / pushes;

const now = () => performance.timeOrigin + performance.now();
const python = await installMinistack().catch((error) => {
  console.log(`push: not run: ${error.message.split('\n')[0]}`);
});
if (python !== undefined) await withMinistack(python, measure);

async function measure({ endpoint, certificate }) {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-push-'));
  const proxy = await recordingProxy({ endpoint, ca: readFileSync(certificate) });
  const host = await emulatedHost({ endpoint: proxy.url, folder });
  const daemon = startDaemon({ folder, endpoint: proxy.url });
  const ended = new AbortController();
  try {
    await host.save(1);
    const socket = join(folder, 'run', 'control.sock');
    const adopted = await consume(socket, { token: host.token, signal: ended.signal });
    const total = [];
    const ours = [];
    const peer = pollingPeer({ read: host.read, every: PEER_POLLS_EVERY, signal: ended.signal });
    let start = now();
    for (let generation = 2; generation <= pushes + WARM_UP + 1; generation += 1) {
      const isWarm = generation > WARM_UP + 1;
      // At any instant of its share of the time.
      if (isWarm) await wait(Math.max(0, start + (generation - WARM_UP - 2 + Math.random()) * GAP - now()));
      else start = now();
      const saved = await host.save(generation);
      const savedAt = now();
      const seen = adopted(saved.fingerprint);
      await host.tell(generation);
      const at = await seen;
      const busy = proxy.busy({ from: savedAt, to: at });
      if (isWarm) peer.saved(generation, savedAt);
      if (busy === undefined) console.log(`generation ${generation} was found by a look, before its notice`);
      if (!isWarm || busy === undefined) continue;
      total.push(at - savedAt);
      ours.push(at - savedAt - busy);
    }
    report({ total, ours, polled: peer.delays });
  } finally {
    ended.abort();
    daemon.kill('SIGKILL');
    if (daemon.exitCode === null && daemon.signalCode === null) await once(daemon, 'exit');
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bundle as a host has it. */
function startDaemon({ folder, endpoint }) {
  const bundle = 'dist/host/evergrant-host.mjs';
  if (!existsSync(bundle)) throw new Error(`${bundle} is not there; npm run build`);
  for (const name of ['state', 'run']) mkdirSync(join(folder, name), { mode: 0o700 });
  return spawn(process.execPath, [bundle, 'up', '--config', join(folder, 'host.json')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      HOME: folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      STATE_DIRECTORY: join(folder, 'state'),
      RUNTIME_DIRECTORY: join(folder, 'run'),
    },
  });
}

function report({ total, ours, polled }) {
  const at = (list, share) =>
    list.toSorted((left, right) => left - right)[Math.floor((list.length - 1) * share)];
  const row = (name, list) =>
    console.log(
      `${name.padEnd(58)} ${[0.5, 0.99].map((share) => at(list, share).toFixed(1).padStart(10)).join('')} ms`,
    );
  console.log(`node ${process.version}, ${total.length} pushes${' '.repeat(33)}       p50       p99`);
  row('from save to adoption, our share', ours);
  row('from save to adoption, with the emulator', total);
  if (polled.length === 0) return console.log('no poll came after a save; give it more minutes than 5');
  row(`a poll every ${PEER_POLLS_EVERY / 1_000} s, over ${polled.length} of these saves`, polled);
  console.log(
    `a push is ${Math.round(at(polled, 0.5) / at(total, 0.5))} times as fast as that poll at the median`,
  );
}
