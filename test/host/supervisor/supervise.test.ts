import { describe, expect, it, jest } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { FakeBroker, grantView } from '../../support/fakes/fake-broker.ts';
import { program, START, Supervised } from '../../support/supervised.ts';

const LATCHED = grantView({
  state: 'consentRequired',
  latch: { reason: 'RefreshTokenRevoked', message: 'the refresh token was revoked' },
});
const CONSENTED = grantView({ generation: 2, fingerprint: 'aaaaaaaaaaa2' });

const fine = program(`console.log('synced')`);
const dead = program(
  `console.error('[port-sheet] token error: HTTP Error 400: Bad Request'); process.exit(1)`,
);
const outage = program(`console.error('HTTP Error 503: Service Unavailable'); process.exit(1)`);

/** Does its work the first time and fails from then on. */
const fineThenDead = () =>
  program(`
    import { existsSync, writeFileSync } from 'node:fs';
    const mark = new URL('ran', import.meta.url);
    if (existsSync(mark)) {
      console.error('[port-sheet] token error: HTTP Error 400: Bad Request');
      process.exit(1);
    }
    writeFileSync(mark, '');
  `);

describe('the schedule', () => {
  it('runs at once and then from start to start', async () => {
    const supervised = new Supervised({ command: await fine });
    await supervised.saw('runSucceeded');
    await supervised.clock.reach(START + 30 * MINUTE);
    expect((await supervised.saw('runSucceeded', 2)).nextRunAt).toBe(START + HOUR);
    await supervised.clock.waitedFor(START + HOUR);
    expect(await supervised.stop()).toBe(143);
  });

  it('keeps the normal interval until the fourth failure in a row, then climbs, and a success resets it', async () => {
    const supervised = new Supervised({
      command: await program(`console.error('503'); process.exit(Number(process.env.CODE ?? 1))`),
      schedule: { kind: 'every', interval: MINUTE },
    });
    let at = START;
    const waits: number[] = [];
    for (let failures = 1; failures <= 7; failures++) {
      const { nextRunAt, consecutiveFailures } = await supervised.saw('runFailed', failures);
      expect(consecutiveFailures).toBe(failures);
      waits.push((nextRunAt ?? 0) - at);
      at = nextRunAt ?? 0;
      if (failures < 7) await supervised.clock.reach(at);
    }
    expect(waits).toEqual([MINUTE, MINUTE, MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR]);
    expect(supervised.criticals.map((record) => [record.reason, record.consecutiveFailures])).toEqual([
      ['ServerUnavailable', 4],
    ]);
    await supervised.clock.waitedFor(at);
    await supervised.stop();

    const healed = new Supervised(
      { command: await fine, schedule: { kind: 'every', interval: MINUTE } },
      { ledger: supervised.ledger, clock: supervised.clock },
    );
    await healed.clock.reach(at);
    expect((await healed.saw('intervalChanged')).to).toBe(MINUTE);
    await healed.clock.waitedFor(at + MINUTE);
    await healed.stop();
  });

  it('is honoured by a new supervisor on the same ledger', async () => {
    const first = new Supervised({ command: await outage });
    await first.clock.waitedFor(START + 30 * MINUTE);
    await first.stop();

    first.clock.set(START + 10 * MINUTE);
    const second = new Supervised({ command: await outage }, { ledger: first.ledger, clock: first.clock });
    await second.clock.waitedFor(START + 30 * MINUTE);
    expect(second.all('runStarted')).toEqual([]);
    await second.stop();

    first.clock.set(START + HOUR);
    const third = new Supervised({ command: await outage }, { ledger: first.ledger, clock: first.clock });
    expect((await third.saw('runFailed')).consecutiveFailures).toBe(2);
    await third.clock.waitedFor(START + HOUR + 30 * MINUTE);
    await third.stop();
  });

  it('does not hold a new supervisor back when a new generation came in between', async () => {
    const first = new Supervised({ command: await dead });
    await first.clock.waitedFor(START + 30 * MINUTE);
    await first.stop();
    const second = new Supervised(
      { command: await fine },
      { ledger: first.ledger, clock: first.clock, broker: new FakeBroker(CONSENTED) },
    );
    expect((await second.saw('runWoken')).because).toBe('newGeneration');
    await second.saw('runSucceeded');
    await second.stop();
  });

  it('restarts a daemon that is kept running', async () => {
    const supervised = new Supervised({ command: await fine, schedule: { kind: 'keepRunning' } });
    await supervised.saw('runSucceeded');
    await supervised.clock.reach(START + 5 * SECOND);
    await supervised.saw('runSucceeded', 2);
    await supervised.stop();
  });
});

describe('a hold', () => {
  it('lets the last token of a dead grant do its work; after a failure no process starts until consent came', async () => {
    const supervised = new Supervised({ command: await fineThenDead() }, { broker: new FakeBroker(LATCHED) });
    await supervised.saw('runSucceeded');
    await supervised.clock.reach(START + 30 * MINUTE);
    expect((await supervised.saw('runHeld')).hold).toMatchObject({
      grant: 'crew-sheets',
      reason: 'RefreshTokenRevoked',
      remedy: 'evergrant login crew-sheets',
    });
    await supervised.saw('critical');
    supervised.clock.set(START + 48 * HOUR);
    supervised.broker.push(LATCHED);
    supervised.broker.push(CONSENTED);
    expect((await supervised.saw('runStarted', 3)).at).toBe(START + 48 * HOUR);
    expect(supervised.events.map((event) => event.type)).toEqual([
      'runStarted',
      'runSucceeded',
      'runStarted',
      'refusalReported',
      'runFailed',
      'runHeld',
      'critical',
      'runWoken',
      'runStarted',
    ]);
    await supervised.saw('runFailed', 2);
    await supervised.stop();
  });

  it('is stored while it lasts, and a new supervisor keeps it while the broker is away', async () => {
    const first = new Supervised({ command: await dead }, { broker: new FakeBroker(LATCHED) });
    await first.saw('critical');
    await first.stop();
    expect((await first.ledger.read('daemon', 'port-sheet'))?.item.heldSince).toBe(START);

    const broker = new FakeBroker(LATCHED);
    broker.leave();
    const second = new Supervised(
      { command: await fine },
      { broker, ledger: first.ledger, clock: first.clock },
    );
    expect((await second.saw('runHeld')).hold.reason).toBe('GrantUnknown');
    await second.stop();
    expect(second.all('runStarted')).toEqual([]);
  });

  it('that ends a back-off starts the run now, on the first step of the ladder', async () => {
    const supervised = new Supervised({
      command: await dead,
      onFailure: { after: 0, backoff: [24 * HOUR] },
    });
    await supervised.clock.waitedFor(START + 24 * HOUR);
    supervised.broker.push(LATCHED);
    await supervised.saw('critical');
    supervised.clock.set(START + MINUTE);
    supervised.broker.push(CONSENTED);
    expect(await supervised.saw('runWoken')).toMatchObject({
      because: 'released',
      insteadOf: START + 24 * HOUR,
    });
    expect(await supervised.saw('runFailed', 2)).toMatchObject({
      at: START + MINUTE,
      consecutiveFailures: 1,
    });
    await supervised.stop();
    expect(supervised.criticals).toMatchObject([
      {
        grant: 'crew-sheets',
        reason: 'RefreshTokenRevoked',
        nextRunAt: null,
        remedy: 'evergrant login crew-sheets',
      },
    ]);
  });
});

describe('a new generation', () => {
  it('ends the back-off at once, and not a second time in the streak', async () => {
    const supervised = new Supervised({ command: await dead, onFailure: { after: 0, backoff: [24 * HOUR] } });
    await supervised.clock.waitedFor(START + 24 * HOUR);
    supervised.clock.set(START + MINUTE);
    supervised.broker.push(CONSENTED);
    expect((await supervised.saw('runWoken')).insteadOf).toBe(START + 24 * HOUR);
    await supervised.clock.waitedFor(START + MINUTE + 24 * HOUR);
    supervised.broker.push({ ...CONSENTED, generation: 3 });
    await supervised.stop();
    expect(supervised.all('runStarted')).toHaveLength(2);
  });
});

describe('outcomes', () => {
  it('count a reached limit apart: code and text, not code alone', async () => {
    const command = await program(`
      import { existsSync, writeFileSync } from 'node:fs';
      const mark = new URL('ran', import.meta.url);
      if (!existsSync(mark)) console.log('stopped: max turns (30) used');
      writeFileSync(mark, '');
      process.exit(1);
    `);
    const supervised = new Supervised({ command, limitReached: { exitCode: 1, log: 'max turns' } });
    expect((await supervised.saw('limitReached')).limitsReached).toBe(1);
    await supervised.clock.reach(START + 30 * MINUTE);
    expect(await supervised.saw('runFailed')).toMatchObject({ reason: 'Exited', consecutiveFailures: 1 });
    await supervised.clock.waitedFor(START + HOUR);
    await supervised.stop();
    expect((await supervised.ledger.read('daemon', 'port-sheet'))?.item).toMatchObject({
      runs: 2,
      failures: 1,
      limitsReached: 1,
      consecutiveFailures: 1,
    });
  });

  it('end a run that takes too long, first kindly and then not', async () => {
    const supervised = new Supervised({
      command: await program(
        `process.on('SIGTERM', () => console.log('401')); console.log('429'); setInterval(() => {}, 1000)`,
      ),
      timeout: 10 * MINUTE,
    });
    await supervised.printed('429');
    await supervised.clock.reach(START + 10 * MINUTE);
    await supervised.clock.reach(START + 10 * MINUTE + 10 * SECOND);
    expect(await supervised.saw('runFailed')).toMatchObject({ reason: 'TimedOut' });
    await supervised.stop();
  });

  it('write a permanent verdict as CRITICAL at once, without the secret that the line held', async () => {
    const supervised = new Supervised({
      command: await program(`console.log('invalid_grant for ya29.secret'); process.exit(1)`),
    });
    expect((await supervised.saw('critical')).record).toMatchObject({
      severity: 'CRITICAL',
      reason: 'RefreshTokenRevoked',
      consecutiveFailures: 1,
      evidence: ['invalid_grant for [secret]'],
    });
    await supervised.clock.waitedFor(START + 30 * MINUTE);
    await supervised.stop();
    expect(JSON.stringify([supervised.events, supervised.broker.reports])).not.toContain('ya29.secret');
  });

  it('are CRITICAL again at the next failure when the alerts file could not be written', async () => {
    let tries = 0;
    const supervised = new Supervised(
      { command: await program(`console.log('invalid_grant'); process.exit(1)`) },
      { critical: async () => (++tries === 1 ? Promise.reject(new Error('no space left')) : undefined) },
    );
    expect((await supervised.saw('criticalNotWritten')).message).toBe('no space left');
    await supervised.clock.reach(START + 30 * MINUTE);
    expect((await supervised.saw('critical')).record.consecutiveFailures).toBe(2);
    await supervised.stop();
  });
});

describe('a second supervisor', () => {
  it('does not even read the record, and says who has the lock', async () => {
    const supervised = new Supervised(
      { command: await fine },
      { acquire: async () => ({ kind: 'taken', holder: 'process 4711', alive: 'yes' }) },
    );
    await expect(supervised.done).rejects.toMatchObject({
      code: 'DaemonTaken',
      message: 'daemon "port-sheet" is already supervised by process 4711',
    });
    expect(supervised.events).toEqual([]);
  });
});

describe('the end', () => {
  it('does not wait for a connection that ignores that nobody needs it any more', async () => {
    const deaf = new FakeBroker(grantView());
    jest
      .spyOn(deaf, 'follow')
      .mockImplementation((grants) =>
        FakeBroker.prototype.follow.call(deaf, grants, new AbortController().signal),
      );
    const supervised = new Supervised({ command: await fine }, { broker: deaf });
    await supervised.clock.waitedFor(START + 30 * MINUTE);
    const end = supervised.stop();
    await supervised.clock.reach(START + SECOND);
    expect(await end).toBe(143);
  });
});
