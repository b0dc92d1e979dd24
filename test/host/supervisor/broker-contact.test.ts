import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { FakeBroker, grantView } from '../../support/fakes/fake-broker.ts';
import { program, START, Supervised } from '../../support/supervised.ts';

const refusedAndBusy = program(`
  console.error('HTTP Error 401: Unauthorized');
  console.error('HTTP Error 401: Unauthorized');
  setInterval(() => {}, 1000);
`);

describe('a refusal', () => {
  it('is reported while the run goes on, once per run and fingerprint', async () => {
    const supervised = new Supervised({ command: await refusedAndBusy });
    expect(await supervised.saw('refusalReported')).toMatchObject({
      grant: 'crew-sheets',
      fingerprint: 'aaaaaaaaaaa1',
    });
    expect(supervised.all('runFailed')).toEqual([]);
    expect(await supervised.stop()).toBe(143);
    expect(supervised.broker.reports).toEqual([
      {
        grant: 'crew-sheets',
        daemon: 'port-sheet',
        fingerprint: 'aaaaaaaaaaa1',
        evidence: ['HTTP Error 401: Unauthorized'],
      },
    ]);
  });

  it('names the token that the run was started with, not the one that came since', async () => {
    const supervised = new Supervised({
      command: await program(
        `process.on('SIGUSR1', () => console.log('401')); console.log('up'); setInterval(() => {}, 1000)`,
      ),
    });
    await supervised.printed('up');
    supervised.broker.push(grantView({ generation: 2, fingerprint: 'aaaaaaaaaaa2' }));
    const reported = supervised.saw('refusalReported');
    supervised.signal('SIGUSR1');
    expect((await reported).fingerprint).toBe('aaaaaaaaaaa1');
    await supervised.stop();
  });

  it('by a daemon that keeps its first token brings one refresh, not one for each new token', async () => {
    const supervised = new Supervised({
      command: await program(
        `process.on('SIGUSR2', () => { console.log('401 again'); process.exit(0) }); console.log('401'); setInterval(() => {}, 1000)`,
      ),
      schedule: { kind: 'keepRunning' },
    });
    supervised.broker.onRefusal = () => {
      supervised.broker.push(grantView({ generation: 2, fingerprint: 'aaaaaaaaaaa2' }));
      return { kind: 'refreshed', generation: 2, fingerprint: 'aaaaaaaaaaa2' };
    };
    expect((await supervised.saw('refusalReported')).answer).toBe('refreshed');
    supervised.signal('SIGUSR2');
    await supervised.saw('runSucceeded');
    await supervised.stop();
    expect(supervised.broker.reports).toHaveLength(1);
  });

  it('is no outage: nothing is reported for 503 and 429', async () => {
    const supervised = new Supervised({
      command: await program(`console.log('503'); console.log('429'); process.exit(1)`),
    });
    await supervised.saw('runFailed');
    await supervised.clock.waitedFor(START + 30 * MINUTE);
    await supervised.stop();
    expect(supervised.broker.reports).toEqual([]);
  });

  it('waits for a broker that is away', async () => {
    const broker = new FakeBroker(grantView());
    const supervised = new Supervised({ command: await refusedAndBusy }, { broker });
    await supervised.saw('runStarted');
    broker.leave();
    await supervised.saw('brokerLost');
    broker.comeBack();
    await supervised.clock.reach(START + 250);
    await supervised.saw('refusalReported');
    await supervised.stop();
    expect(broker.reports).toHaveLength(1);
  });
});

describe('a broker that goes away', () => {
  it('is told once, is looked for, and the daemon goes on with its last token', async () => {
    const broker = new FakeBroker(grantView({ expiresAt: START + HOUR }));
    const supervised = new Supervised({ command: await program('') }, { broker });
    await supervised.clock.waitedFor(START + 30 * MINUTE);
    broker.leave();
    await supervised.saw('brokerLost');
    await supervised.clock.reach(START + 250);
    await supervised.clock.reach(START + 750);
    await supervised.clock.waitedFor(START + 1_750);
    supervised.clock.set(START + 30 * MINUTE);
    await supervised.saw('runSucceeded', 2);
    expect(supervised.all('brokerLost')).toHaveLength(1);

    supervised.clock.set(START + HOUR);
    expect((await supervised.saw('runHeld')).hold.reason).toBe('TokenOver');
    broker.comeBack();
    broker.push(grantView({ generation: 2, expiresAt: START + 2 * HOUR }));
    const looking = setInterval(() => supervised.clock.set(supervised.clock.now() + SECOND), 5);
    await supervised.saw('brokerFound');
    await supervised.saw('runSucceeded', 3);
    clearInterval(looking);
    await supervised.stop();
  });

  it('before the first word does not keep the first run waiting', async () => {
    const broker = new FakeBroker(grantView());
    broker.leave();
    const supervised = new Supervised({ command: await program('') }, { broker });
    await supervised.saw('runSucceeded');
    await supervised.stop();
  });

  it('is given five seconds when it takes the connection and says nothing', async () => {
    const supervised = new Supervised({ command: await program('') }, { broker: new FakeBroker() });
    await supervised.clock.reach(START + 5 * SECOND);
    expect((await supervised.saw('runStarted')).generations).toEqual({});
    await supervised.saw('runSucceeded');
    await supervised.stop();
  });
});
