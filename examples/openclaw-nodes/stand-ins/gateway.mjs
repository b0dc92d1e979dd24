/**
 * Stands for an OpenClaw gateway, as far as tokens go: `gateway.mjs STATE_DIRECTORY`.
 *
 * - Credentials are read when it starts and at `secrets reload`, and kept in memory. A profile in the store comes before
 *   a reference of openclaw.json; a reference that leads nowhere stops the start and leaves a running gateway as it is.
 * - A profile of type oauth is refreshed when a call needs it and it is over, and written back.
 * - Starting a session is work of which it does four at once (`maxConcurrent`) and turns others away. OpenClaw would let
 *   them wait; who waits for how long is not shown here.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const MAX_CONCURRENT = 4;
const WORK = 150;
/** Before its end, as OpenClaw does it: there it is five minutes. */
const EARLY = 2_000;
const [directory] = process.argv.slice(2);
const { MODEL_URL, TOKEN_ENDPOINT, CLIENT_ID } = process.env;
const store = join(directory, 'agents/main/agent/auth-profiles.json');
const socket = join(directory, 'gateway.sock');

let credential = read();
let refreshing;
let starting = 0;
const seen = { most: 0, turnedAway: 0, served: new Set(), refused: new Set() };

rmSync(socket, { force: true });
createServer((request, response) => {
  void answer(request.url).then(({ status, body = {} }) =>
    response.writeHead(status).end(JSON.stringify(body)),
  );
}).listen(socket);
process.once('SIGTERM', () => process.exit(0));

async function answer(url) {
  const [, what, agent] = url.split('/');
  if (what === 'sessions') return await limited(() => call(agent));
  if (what === 'calls') return await call(agent);
  if (what === 'secrets') return reload();
  const { most, turnedAway } = seen;
  const names = { served: [...seen.served], refused: [...seen.refused] };
  return { status: 200, body: { most, turnedAway, ...names, fingerprint: fingerprint() } };
}

async function limited(work) {
  if (starting === MAX_CONCURRENT) {
    seen.turnedAway += 1;
    return { status: 429 };
  }
  starting += 1;
  seen.most = Math.max(seen.most, starting);
  try {
    await wait(WORK);
    return await work();
  } finally {
    starting -= 1;
  }
}

/** A request to the model with the token in memory. */
async function call(agent) {
  try {
    const authorization = `Bearer ${await bearer()}`;
    const { status } = await fetch(MODEL_URL, { headers: { authorization } });
    if (status !== 200) throw new Error(`the model answered ${status}`);
    seen.served.add(agent);
    return { status: 200 };
  } catch (error) {
    console.log(`${agent}: ${error.message}`);
    seen.refused.add(agent);
    return { status: 401 };
  }
}

async function bearer() {
  if (credential.type === 'oauth' && Date.now() >= credential.expires - EARLY) {
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    await refreshing;
  }
  return credential.access;
}

async function refresh() {
  const form = { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token: credential.refresh };
  const answer = await fetch(TOKEN_ENDPOINT, { method: 'POST', body: new URLSearchParams(form) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`OAuth token refresh failed for crew: ${body.error}`);
  credential = {
    ...credential,
    access: body.access_token,
    refresh: body.refresh_token,
    expires: Date.now() + body.expires_in * 1_000,
  };
  writeFileSync(store, JSON.stringify({ version: 1, profiles: { 'crew:default': credential } }), {
    mode: 0o600,
  });
}

function reload() {
  try {
    credential = read();
    return { status: 200 };
  } catch (error) {
    console.log(`SECRETS_RELOADER_DEGRADED ${error.message}`);
    return { status: 500 };
  }
}

function read() {
  const profile = existsSync(store) && JSON.parse(readFileSync(store, 'utf8')).profiles['crew:default'];
  if (profile) return profile;
  const { secrets, models } = JSON.parse(readFileSync(join(directory, 'openclaw.json'), 'utf8'));
  const { provider, id } = models.providers.crew.apiKey;
  const document = JSON.parse(readFileSync(secrets.providers[provider].path, 'utf8'));
  return { type: 'reference', access: document[id.slice(1)] };
}

/** First 12 hexadecimal digits of the SHA-256, as Evergrant names a token. */
function fingerprint() {
  return createHash('sha256').update(credential.access).digest('hex').slice(0, 12);
}
