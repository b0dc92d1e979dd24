import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from '../stand-ins/ask.mjs';
import { forward } from '../stand-ins/forward.mjs';
import { agentUnits } from '../stand-ins/units.mjs';
import { declare } from './declare.mjs';
import { until } from './until.mjs';
import { EXAMPLE } from './world.mjs';

/** One broker refreshes for both nodes, and T440 restarts again, broker included. */
export async function asItIs({ world, card }) {
  const { server } = world;
  server.settings.accessTokenSeconds = 3_600;
  const [pcA, t440] = world.boxes('as-it-is');
  const { config, socket } = await declare(world);
  const { names, pids, stop } = agentUnits(t440.agents, { units: world.units, gateway: t440.socket });
  const far = forward({ from: join(pcA.folder, 'evergrant.sock'), to: socket });
  const evergrant = (...words) => world.run([...words, '--config', config]);
  try {
    card.title('as it is: one broker on T440, and T440 restarts');
    for (const box of [pcA, t440]) await refer(box);
    await startT440();
    await login();
    await startNode(t440, socket);
    await startNode(pcA, far.path);
    for (const box of [pcA, t440]) {
      box.startAgents();
      await until(`all agents of ${box.name} work`, async () => (await box.seen()).served.length === 15);
    }
    await restart();
    await deadGrant();
  } finally {
    stop();
    far.close();
    for (const box of [pcA, t440]) await box.stop();
  }

  async function startT440() {
    t440.start(world.evergrant, ['up', '--config', config]);
    await until('the broker', async () => (await ask(socket, '/v1/health')).status !== 0);
  }

  /** As a person does, in a browser. */
  async function login() {
    let approved;
    const { code, text } = await world.run(
      ['login', 'agents', '--json', '--no-browser', '--config', config],
      (said) => {
        const url = /"authorizationUrl":"([^"]+)"/.exec(said)?.[1];
        if (url)
          approved ??= server
            .approve(url, { account: 'ops@example.com' })
            .then((redirect) => fetch(redirect));
      },
    );
    await approved;
    if (code !== 0) throw new Error(`login: ${text}`);
  }

  async function restart() {
    const before = world.refreshes().length;
    const preflight = await evergrant('preflight', '--all', '--downtime', '10m');
    card.row('evergrant preflight --downtime 10m', 'exit 0', `exit ${preflight.code}`, preflight.code === 0);
    await t440.stop();
    await startT440();
    await startNode(t440, socket);
    const { code } = await evergrant('restart', ...names, '--at-once', '4', '--spread', '2s');
    card.row('evergrant restart of 15 units', 'exit 0', `exit ${code}`, code === 0);
    await until(
      'both gateways use one token',
      async () => (await inUse()).size === 1 && (await held(pcA)).generation > 1,
    );
    const [here, there] = [await t440.seen(), await pcA.seen()];
    card.row('agents of T440 that came back', 15, here.served.length, here.served.length === 15);
    card.row('most that came back at once', 'at most 4', here.most, here.most <= 4);
    card.row('turned away', 0, here.turnedAway, here.turnedAway === 0);
    const refused = here.refused.length + there.refused.length;
    card.row('agents refused, of both nodes', 0, refused, refused === 0);
    const made = world.refreshes().slice(before).join(' ');
    card.row('refreshes for all thirty', 'issued', made, made === 'issued');
    const generations = [await held(t440), await held(pcA)].map(({ generation }) => generation).join(' and ');
    card.row('generation on T440 and on PC-A', '2 and 2', generations, generations === '2 and 2');
    await until('both nodes prove it', async () => (await adopters()).join() === 'PC-A,T440');
    card.row('nodes that proved its use to the broker', 'PC-A, T440', (await adopters()).join(', '), true);
    const files = [pcA, t440].flatMap(({ tokenFile, state }) => [tokenFile, join(state, 'openclaw.json')]);
    const kept = (await Promise.all(files.map((file) => world.holdsRefreshToken(file)))).filter(
      Boolean,
    ).length;
    card.row('files of gateways with a refresh token', 0, kept, kept === 0);
  }

  async function deadGrant() {
    card.title('and when the grant is dead');
    const before = pids().join(' ');
    server.revokeGrant('ops@example.com');
    const { code } = await evergrant('restart', ...names);
    const touched = pids().join(' ') !== before;
    card.row(
      'evergrant restart',
      'exit 1, none touched',
      `exit ${code}, ${touched ? 'some' : 'none'} touched`,
      code === 1 && !touched,
    );
  }

  /** What runs on a node beside the broker: follow-token.mjs as it is, then the gateway. */
  async function startNode(box, socketPath) {
    const words = ['agents', box.tokenFile, 'openclaw', 'secrets', 'reload'];
    box.start(join(EXAMPLE, 'follow-token.mjs'), words, { EVERGRANT_SOCKET: socketPath });
    await until(`the token of ${box.name}`, async () => (await held(box)) !== undefined);
    box.startGateway();
    await until(`the gateway of ${box.name}`, async () => (await box.seen()) !== undefined);
  }

  async function inUse() {
    return new Set([(await t440.seen()).fingerprint, (await pcA.seen()).fingerprint]);
  }

  /** Consumers that proved the newest token, by the broker's word. */
  async function adopters() {
    const { credentials } = JSON.parse((await evergrant('status', 'agents', '--json')).text);
    const { deliveries } = credentials[0];
    const proven = deliveries
      .flatMap(({ consumers }) => consumers)
      .filter(({ adoption }) => adoption === 'adopted');
    return proven.map(({ consumer }) => consumer).sort();
  }
}

/** openclaw.json of the example, with the token file of this box. */
async function refer({ state, tokenFile }) {
  const config = JSON.parse(await readFile(join(EXAMPLE, 'openclaw.json'), 'utf8'));
  config.secrets.providers.evergrant.path = tokenFile;
  await writeFile(join(state, 'openclaw.json'), JSON.stringify(config));
}

/** What is in the token file of a box; undefined: there is none. */
async function held({ tokenFile }) {
  try {
    return JSON.parse(await readFile(tokenFile, 'utf8'));
  } catch {
    return undefined;
  }
}
