import { describe, expect, it } from '@jest/globals';
import type { TokenResult } from '../../../core/broker.ts';
import type { TokenUse } from '../../../core/config/daemon-declaration.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { SECOND } from '../../../core/time.ts';
import { declare } from '../../support/declare.ts';
import { FakeBroker, grantView } from '../../support/fakes/fake-broker.ts';
import { program, START, Supervised } from '../../support/supervised.ts';

const declared = declare(
  'version: 1\nclients: { c: { clientId: id, issuer: xero } }\ngrants: { crew-sheets: { client: c } }',
);

function uses(): readonly TokenUse[] {
  const token = declared.tokens.get('crew-sheets');
  if (!token) throw new Error('not declared');
  return [{ via: 'environment', token, variable: 'SHEETS_TOKEN' }];
}

function token(generation: number): TokenResult {
  return {
    kind: 'token',
    accessToken: new SecretText(`ya29.secret-${generation}`),
    expiresAt: null,
    generation,
    fingerprint: `f${generation}`,
  };
}

/** A daemon that says which token it has, and on TERM that it ends; with the token in `stubborn` it does not. */
function daemon(stubborn = 'none') {
  return program(`
    const token = process.env.SHEETS_TOKEN;
    process.on('SIGTERM', () => {
      if (token === '${stubborn}') return console.log('no');
      console.log('drained with ' + token);
      process.exit(0);
    });
    setInterval(() => {}, 1000);
    console.log('has ' + token);
  `);
}

describe('a token in the environment of a supervised command', () => {
  it('is asked for at each start, under the name of the daemon', async () => {
    const broker = new FakeBroker(grantView());
    broker.tokens.set('crew-sheets', token(1));
    const supervised = new Supervised(
      { command: await daemon(), schedule: { kind: 'keepRunning' }, tokens: uses() },
      { broker },
    );
    await supervised.printed('has ya29.secret-1');
    expect(broker.asked).toEqual([{ name: 'crew-sheets', consumer: 'port-sheet' }]);
    expect(JSON.stringify(supervised.events)).not.toContain('ya29');
    expect(await supervised.stop()).toBe(0);
  });

  it('is waited for, and the run starts once it is there', async () => {
    const broker = new FakeBroker(grantView());
    const supervised = new Supervised(
      { command: await daemon(), schedule: { kind: 'keepRunning' }, tokens: uses() },
      { broker },
    );
    expect(await supervised.saw('tokenMissing')).toMatchObject({ token: 'crew-sheets', reason: 'NoGrant' });
    expect(supervised.all('runStarted')).toEqual([]);
    broker.tokens.set('crew-sheets', token(2));
    broker.push(grantView({ generation: 2 }));
    await supervised.printed('has ya29.secret-2');
    await supervised.stop();
  });

  it('does not keep a supervisor that waits for it from ending', async () => {
    const supervised = new Supervised({ command: await daemon(), tokens: uses() });
    await supervised.saw('tokenMissing');
    expect(await supervised.stop()).toBe(143);
  });
});

describe('onNewToken: restart', () => {
  it('asks the daemon to end its work, then starts it with the new token, and counts no failure', async () => {
    const broker = new FakeBroker(grantView({ generation: 1 }));
    broker.tokens.set('crew-sheets', token(1));
    const supervised = new Supervised(
      {
        command: await daemon(),
        schedule: { kind: 'keepRunning' },
        tokens: uses(),
        restart: { drain: 30 * SECOND },
      },
      { broker },
    );
    await supervised.printed('has ya29.secret-1');
    broker.tokens.set('crew-sheets', token(2));
    broker.push(grantView({ generation: 2 }));
    await supervised.printed('drained with ya29.secret-1');
    await supervised.printed('has ya29.secret-2');
    expect(supervised.all('runDraining')).toMatchObject([{ grant: 'crew-sheets' }]);
    expect(supervised.all('runFailed')).toEqual([]);
    expect(supervised.all('runInterrupted')).toHaveLength(1);
    await supervised.stop();
  });

  it('kills a daemon that does not end in its time', async () => {
    const broker = new FakeBroker(grantView({ generation: 1 }));
    broker.tokens.set('crew-sheets', token(1));
    const supervised = new Supervised(
      {
        command: await daemon('ya29.secret-1'),
        schedule: { kind: 'keepRunning' },
        tokens: uses(),
        restart: { drain: 30 * SECOND },
      },
      { broker },
    );
    await supervised.printed('has ya29.secret-1');
    broker.tokens.set('crew-sheets', token(2));
    broker.push(grantView({ generation: 2 }));
    await supervised.printed('no');
    await supervised.clock.reach(START + 30 * SECOND);
    await supervised.printed('has ya29.secret-2');
    expect(supervised.all('runFailed')).toEqual([]);
    await supervised.stop();
  });

  it('is not asked for by a generation that came with the token itself', async () => {
    const broker = new FakeBroker(grantView({ generation: 1 }));
    broker.tokens.set('crew-sheets', token(2));
    const supervised = new Supervised(
      {
        command: await daemon(),
        schedule: { kind: 'keepRunning' },
        tokens: uses(),
        restart: { drain: SECOND },
      },
      { broker },
    );
    await supervised.printed('has ya29.secret-2');
    broker.push(grantView({ generation: 2 }));
    broker.tokens.set('crew-sheets', token(3));
    broker.push(grantView({ generation: 3 }));
    await supervised.printed('has ya29.secret-3');
    expect(supervised.all('runDraining')).toHaveLength(1);
    await supervised.stop();
  });
});

describe('the token of an agent in the environment of a supervised command', () => {
  const agents = declare(`
    version: 1
    signingKeys: { gastown: { issuer: https://gt.example.com } }
    tokens: { mayor: { signingKey: gastown, audience: worker, lifetime: 1h } }
  `);
  const mayor = agents.tokens.get('mayor');
  if (!mayor) throw new Error('not declared');
  const tokens: readonly TokenUse[] = [{ via: 'environment', token: mayor, variable: 'SHEETS_TOKEN' }];

  it('is warned of where the run may outlive it', async () => {
    const broker = new FakeBroker(grantView());
    broker.tokens.set('mayor', token(1));
    const command = await daemon();
    for (const spec of [
      { schedule: { kind: 'keepRunning' } },
      { schedule: { kind: 'every', interval: SECOND }, timeout: 2 * 3_600 * SECOND },
    ] as const) {
      const supervised = new Supervised({ ...spec, command, tokens }, { broker });
      expect(await supervised.saw('tokenWillEnd')).toMatchObject({ token: 'mayor', expiresAt: null });
      await supervised.stop();
    }
  });

  it('is not where the run is started anew for each one, or ends before it', async () => {
    const broker = new FakeBroker(grantView());
    broker.tokens.set('mayor', token(1));
    const command = await daemon();
    for (const spec of [
      { schedule: { kind: 'keepRunning' }, restart: { drain: SECOND } },
      { schedule: { kind: 'every', interval: SECOND }, timeout: 60 * SECOND },
    ] as const) {
      const supervised = new Supervised({ ...spec, command, tokens }, { broker });
      await supervised.printed('has ya29.secret-1');
      await supervised.stop();
      expect(supervised.all('tokenWillEnd')).toEqual([]);
    }
  });
});
