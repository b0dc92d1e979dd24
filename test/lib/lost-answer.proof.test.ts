import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { until } from '../../torture/lab/until.ts';
import { jadaDeclaration } from '../support/deployed-jada.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { outlastLock } from '../support/rotate-by-steps.ts';

/** Issuers that cannot be asked about a refresh token: one takes a used one for a theft, the other for a while again. */
const world = deployedWorlds({
  declaration: (strict, lenient) => ({
    ...jadaDeclaration(strict),
    clients: {
      desk: {
        issuer: { ...endpoints(strict), rotation: 'always' },
        clientId: 'desk-basic',
        clientSecretFile: './client-secret',
      },
      lenient: { issuer: { ...endpoints(lenient), rotation: 'always', grace: '10m' }, clientId: 'desk' },
    },
    grants: {
      crew: { client: 'desk', scopes: ['sheets'] },
      fleet: { client: 'lenient', scopes: ['sheets'] },
    },
    tokens: { sheets: { grant: 'crew' }, boats: { grant: 'fleet' } },
    daemons: {},
  }),
});

function endpoints(issuer: string) {
  return { authorizationEndpoint: `${issuer}/auth`, tokenEndpoint: `${issuer}/token` };
}

/** A deployment whose function was killed after the issuer gave new tokens and before it could hear of them. */
async function answerLost(grant: 'crew' | 'fleet') {
  const jada = await world();
  const { app, server, sick, deployment } = jada;
  const issuer: AuthorizationServer = grant === 'crew' ? server : sick;
  sick.settings.graceSeconds = 600;
  await jada.login(grant);
  await jada.age(grant, 50 * MINUTE);
  const began = issuer.record.length;
  const outcomes = () => issuer.record.slice(began).map(({ outcome }) => outcome);
  issuer.faults.add({ kind: 'delay', milliseconds: 3_600_000, processed: true });
  const tick = app.tick();
  await until('the issuer has done its work', () => (outcomes().length === 1 ? true : undefined));
  app.function('refresh').runtime.kill();
  expect(await tick).toMatchObject([{ kind: 'died' }]);
  await outlastLock(jada, grant);
  await app.tick();
  return {
    ...jada,
    outcomes,
    state: async () => (await deployment.ledger.read('grant', grant))?.item,
    incidents: () =>
      jada
        .events('refresh')
        .flatMap(({ type, reason }) =>
          typeof type === 'string' && type.startsWith('incident') ? [[type, reason]] : [],
        ),
    told: () =>
      app.aws.calls.filter(({ action, failure }) => action === 'sns:Publish' && failure === undefined).length,
  };
}

describe('the answer of a refresh that nobody has,', () => {
  it('inside the grace of its issuer, is asked for once more, and nobody is bothered', async () => {
    const { outcomes, state, told, app } = await answerLost('fleet');
    expect(outcomes()).toEqual(['issued', 'issuedInGrace']);
    expect(await state()).toMatchObject({
      settled: { generation: 2 },
      announced: 2,
      intent: null,
      latch: null,
    });
    expect(told()).toBe(0);
    expect(app.denials).toEqual([]);
  }, 120_000);

  it('without a grace, keeps the token in use: people hear of it at once, nothing is sent, and a login ends it', async () => {
    const { app, age, login, outcomes, state, incidents, told } = await answerLost('crew');
    expect(await state()).toMatchObject({
      settled: { generation: 1 },
      intent: null,
      latch: null,
      unsettled: { retryAt: expect.any(Number) },
    });
    expect([outcomes(), incidents(), told()]).toEqual([['issued'], [['incidentOpened', 'Unsettled']], 1]);
    await age('crew', MINUTE);
    await app.tick();
    expect([outcomes(), told()]).toEqual([['issued'], 1]);
    await login();
    await age('crew', 50 * MINUTE);
    await app.tick();
    expect(outcomes().at(-1)).toBe('issued');
    expect(await state()).toMatchObject({ settled: { generation: 3 }, unsettled: null, latch: null });
    expect([incidents().at(-1)?.[0], told()]).toEqual(['incidentClosed', 2]);
    expect(app.denials).toEqual([]);
  }, 120_000);
});
