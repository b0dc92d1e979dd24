import { describe, expect, it } from '@jest/globals';
import type { DaemonRecord } from '../../../core/daemon/daemon-record.ts';
import { DAY } from '../../../core/time.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';
import { program, START, Supervised } from '../../support/supervised.ts';

/** A ledger whose record of the daemon can be waited for. */
class WatchedLedger extends MemoryLedger {
  writes = 0;
  #watchers: (() => void)[] = [];

  override async replace(...write: Parameters<MemoryLedger['replace']>): Promise<boolean> {
    const written = await super.replace(...write);
    this.writes += 1;
    for (const look of this.#watchers.splice(0)) look();
    return written;
  }

  async until(holds: (record: DaemonRecord) => boolean): Promise<DaemonRecord> {
    for (;;) {
      const changed = new Promise<void>((resolve) => this.#watchers.push(resolve));
      const record = (await this.read('daemon', 'port-sheet'))?.item;
      if (record && holds(record)) return record;
      await changed;
    }
  }
}

const TODAY = Math.floor(START / DAY) * DAY;

describe('the sessions of a daemon that we run', () => {
  it('are counted by its lines while the run goes on, and kept when it has ended', async () => {
    const ledger = new WatchedLedger();
    const command = await program(`
      for (let session = 1; session <= 3; session += 1) console.log('session starts: ' + session);
      console.log('session ends');
      setInterval(() => {}, 1000);`);
    const supervised = new Supervised(
      { command, schedule: { kind: 'keepRunning' }, sessionBegins: 'session starts' },
      { ledger },
    );
    const running = await ledger.until(({ sessions }) => sessions?.begun === 3);
    expect(running).toMatchObject({ sessions: { day: TODAY, begun: 3 }, runs: 0 });
    await supervised.stop();
    expect(await ledger.until(({ runs }) => runs === 1)).toMatchObject({
      sessions: { day: TODAY, begun: 3 },
    });
  });

  it('that begin one upon the other make few writes', async () => {
    const ledger = new WatchedLedger();
    const command = await program(`
      console.log(Array.from({ length: 1000 }, () => 'session starts').join('\\n'));
      console.log('done');`);
    const supervised = new Supervised({ command, sessionBegins: 'session starts' }, { ledger });
    expect(await ledger.until(({ runs }) => runs === 1)).toMatchObject({ sessions: { begun: 1000 } });
    expect(ledger.writes).toBeLessThan(200);
    await supervised.stop();
  });

  it('are not counted where no line is declared that says so', async () => {
    const ledger = new WatchedLedger();
    const supervised = new Supervised(
      { command: await program(`console.log('session starts')`) },
      { ledger },
    );
    expect((await ledger.until(({ runs }) => runs === 1)).sessions).toBeUndefined();
    await supervised.stop();
  });
});
