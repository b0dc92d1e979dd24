/**
 * Keeps a file of this node filled with the newest token, and makes the gateway read it:
 *
 *     node follow-token.mjs TOKEN FILE [COMMAND...]
 *     node follow-token.mjs agents /var/lib/openclaw-token/agents.json openclaw secrets reload
 *
 * It asks the token socket of this machine, or the one that EVERGRANT_SOCKET names: that of another machine, by SSH.
 * A token is acknowledged once the command has succeeded with it, so `evergrant status` shows which node uses which.
 */
import { execFile } from 'node:child_process';
import { open, rename } from 'node:fs/promises';
import { request } from 'node:http';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient } from 'evergrant/client';

const [name, file, ...command] = process.argv.slice(2);
const run = promisify(execFile);
const socketPath = process.env.EVERGRANT_SOCKET ?? '/run/evergrant/openclaw/tokens.sock';
const node = process.env.NODE_NAME ?? hostname();

let newer = new AbortController();
for await (const token of createClient({ socketPath }).watch(name)) {
  newer.abort();
  newer = new AbortController();
  await write(token);
  tell(`generation ${token.generation} (${token.fingerprint}) is in ${file}`);
  void bringIntoUse(token, newer.signal);
}

/** A reader finds the old file or the new one, never a part. */
async function write({ value, expiresAt, generation, fingerprint }) {
  const content = {
    access_token: value,
    expires_at: expiresAt?.toISOString() ?? null,
    generation,
    fingerprint,
  };
  const unfinished = `${file}.new`;
  const handle = await open(unfinished, 'w', 0o600);
  await handle.writeFile(`${JSON.stringify(content)}\n`);
  await handle.sync();
  await handle.close();
  await rename(unfinished, file);
}

/** A gateway that is down is asked again, until it has the token or there is a newer one. */
async function bringIntoUse({ generation, fingerprint }, signal) {
  for (let pause = 1_000; !signal.aborted; pause = Math.min(pause * 2, 60_000)) {
    try {
      if (command.length > 0) await run(command[0], command.slice(1), { timeout: 30_000, signal });
      await acknowledge(fingerprint, signal);
      return tell(`generation ${generation} is in use`);
    } catch (error) {
      if (signal.aborted) return;
      tell(
        `generation ${generation} is not in use: ${error.message.split('\n')[0]}; tried again in ${pause / 1_000} s`,
      );
    }
    await wait(pause, undefined, { signal }).catch(() => {});
  }
}

/** Proves to the broker what this node uses. */
function acknowledge(fingerprint, signal) {
  return new Promise((resolve, reject) => {
    const path = `/v1/deliveries/${encodeURIComponent(`token/${name}`)}/acknowledgements`;
    const headers = { 'content-type': 'application/json' };
    const call = request({ socketPath, path, method: 'POST', headers, signal }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`the broker does not take the acknowledgement (${answer.statusCode})`));
    });
    call.once('error', reject).end(JSON.stringify({ fingerprint, consumer: node }));
  });
}

function tell(what) {
  console.log(`${new Date().toISOString()} ${node}: ${what}`);
}
