import { writeFile } from 'node:fs/promises';
import { until } from './until.mjs';

const LIFE = 4;

/** T440 holds a copy of the login of PC-A, made by hand, and each node refreshes its own. */
export async function asItWas({ world, card }) {
  const { server } = world;
  server.settings.accessTokenSeconds = LIFE;
  const [pcA, t440] = world.boxes('as-it-was');
  card.title('as it was: each node has a copy of one login, and T440 restarts');
  const { accessToken, refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
  const login = {
    type: 'oauth',
    provider: 'crew',
    access: accessToken.reveal(),
    refresh: refreshToken.reveal(),
    expires: Date.now() + LIFE * 1_000,
  };
  const profiles = JSON.stringify({ version: 1, profiles: { 'crew:default': login } });
  for (const { store } of [pcA, t440]) await writeFile(store, profiles, { mode: 0o600 });
  pcA.startGateway();
  pcA.startAgents();
  await until('all agents of PC-A work', async () => (await pcA.seen())?.served.length === 15);
  card.row('agents of PC-A that work before', 15, (await pcA.seen()).served.length, true);
  await until('the copy is over', () => world.refreshes().length >= 2);
  t440.startGateway();
  t440.startAgents();
  for (const box of [pcA, t440])
    await until(
      `all agents of ${box.name} are refused`,
      async () => (await box.seen())?.refused.length === 15,
    );
  const storm = await t440.seen();
  const spent = world.refreshes().find((outcome) => outcome !== 'issued');
  card.row('turned away when all came back at once', 'some', storm.turnedAway, storm.turnedAway > 0);
  card.row('agents of T440 that came back', 0, storm.served.length, storm.served.length === 0);
  card.row('the refresh token of the copy', 'familyRevoked', spent, spent === 'familyRevoked');
  const refused = (await pcA.seen()).refused.length;
  card.row('agents of PC-A that are refused since', 15, refused, refused === 15);
  for (const box of [pcA, t440]) await box.stop();
}
