import { describe, expect, it, jest } from '@jest/globals';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';
import { program, START, Supervised } from '../../support/supervised.ts';

const fine = program(`console.log('synced')`);

describe('the record', () => {
  it('that cannot be stored does not stop the daemon, and the next write carries it', async () => {
    const ledger = new MemoryLedger();
    const full = jest.spyOn(ledger, 'replace').mockRejectedValue(new Error('no space left'));
    const supervised = new Supervised({ command: await fine }, { ledger });
    expect((await supervised.saw('recordNotSaved')).message).toBe('no space left');
    full.mockRestore();
    await supervised.clock.reach(START + 30 * MINUTE);
    await supervised.saw('runSucceeded', 2);
    await supervised.clock.waitedFor(START + HOUR);
    await supervised.stop();
    expect((await ledger.read('daemon', 'port-sheet'))?.item.runs).toBe(2);
  });

  it('has one writer: a supervisor that finds another one at work stops', async () => {
    const supervised = new Supervised({ command: await fine });
    await supervised.clock.waitedFor(START + 30 * MINUTE);
    const stored = await supervised.ledger.read('daemon', 'port-sheet');
    if (stored)
      await supervised.ledger.replace('daemon', 'port-sheet', { seen: stored.revision, item: stored.item });
    const end = expect(supervised.done).rejects.toMatchObject({ code: 'DaemonTaken' });
    await supervised.clock.reach(START + 30 * MINUTE);
    await end;
  });

  it('that somebody else writes as a run starts ends that run: the daemon is not left running twice', async () => {
    const ledger = new MemoryLedger();
    jest.spyOn(ledger, 'replace').mockResolvedValueOnce(false);
    const command = await program(`console.log('up'); setInterval(() => {}, 1000)`);
    await expect(new Supervised({ command }, { ledger }).done).rejects.toMatchObject({ code: 'DaemonTaken' });
  });
});
