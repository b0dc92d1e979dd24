import { describe, expect, it } from '@jest/globals';
import type { LedgerItems, LedgerKind } from '../../../core/ports.ts';
import { SECOND } from '../../../core/time.ts';
import { LastingLedger } from '../../../host/daemon/lasting-ledger.ts';
import { LateLedger } from '../../../host/daemon/late-ledger.ts';
import { ledgerContract } from '../../support/contracts/ledger-contract.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';
import { someHostReport } from '../../support/some-host-report.ts';

/** A disk that can be full. */
class Disk extends MemoryLedger {
  isFull = false;

  override async replace<K extends LedgerKind>(
    kind: K,
    id: string,
    write: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    if (this.isFull) throw new Error('no space left');
    return await super.replace(kind, id, write);
  }
}

ledgerContract('the ledger of a host', async () => new LastingLedger(new Disk(), () => {}));
ledgerContract(
  'the ledger of a host whose disk is full',
  async () => new LastingLedger(Object.assign(new Disk(), { isFull: true }), () => {}),
);

const item = (version: string) => someHostReport({ version });

describe('the ledger of a host', () => {
  it('goes on in memory while the disk is full, and on the disk with the first write that it takes', async () => {
    const disk = new Disk();
    const said: string[] = [];
    const ledger = new LastingLedger(disk, (failure) => said.push(failure ? String(failure) : 'taken'));
    expect(await ledger.replace('host', 'ops', { seen: 0, item: item('1') })).toBe(true);
    disk.isFull = true;
    expect(await ledger.replace('host', 'ops', { seen: 1, item: item('2') })).toBe(true);
    expect(await ledger.replace('host', 'ops', { seen: 1, item: item('lost') })).toBe(false);
    expect(await ledger.read('host', 'ops')).toMatchObject({ revision: 2, item: { version: '2' } });
    expect(disk.items.host.get('ops')?.item.version).toBe('1');
    disk.isFull = false;
    expect(await ledger.replace('host', 'ops', { seen: 2, item: item('3') })).toBe(true);
    expect(disk.items.host.get('ops')?.item.version).toBe('3');
    expect(await ledger.read('host', 'ops')).toMatchObject({ item: { version: '3' } });
    expect(said).toEqual(['taken', 'Error: no space left', 'taken']);
  });

  it('lets nobody win with a revision that was another one in memory', async () => {
    const disk = new Disk();
    const ledger = new LastingLedger(disk, () => {});
    await ledger.replace('host', 'ops', { seen: 0, item: item('1') });
    disk.isFull = true;
    await ledger.replace('host', 'ops', { seen: 1, item: item('2') });
    const second = await ledger.read('host', 'ops');
    expect(await ledger.replace('host', 'ops', { seen: 2, item: item('3') })).toBe(true);
    disk.isFull = false;
    await ledger.catchUp();
    expect(disk.items.host.get('ops')).toMatchObject({ revision: 2, item: { version: '3' } });
    // The disk took the second and the third as one.
    const seen = second?.revision ?? 0;
    expect(await ledger.replace('host', 'ops', { seen, item: item('of the second') })).toBe(false);
    const third = await ledger.read('host', 'ops');
    expect(third).toMatchObject({ revision: 3, item: { version: '3' } });
    expect(await ledger.replace('host', 'ops', { seen: 3, item: item('4') })).toBe(true);
    expect(await ledger.replace('host', 'ops', { seen: 3, item: item('also 4') })).toBe(false);
    expect(await ledger.read('host', 'ops')).toMatchObject({ revision: 4, item: { version: '4' } });
  });

  it('lets one of many writers win while the disk begins to take writes again', async () => {
    const disk = new Disk();
    const ledger = new LastingLedger(disk, () => {});
    disk.isFull = true;
    await ledger.replace('host', 'ops', { seen: 0, item: item('1') });
    disk.isFull = false;
    const wins = await Promise.all(
      ['a', 'b', 'c'].map((version) => ledger.replace('host', 'ops', { seen: 1, item: item(version) })),
    );
    expect(wins).toEqual([true, false, false]);
    expect(disk.items.host.get('ops')?.item.version).toBe('a');
  });

  it('is there before its disk is, which is tried once a second', async () => {
    const clock = { at: 0, now: () => clock.at };
    let isThere = false;
    let tries = 0;
    const late = new LateLedger(async () => {
      tries += 1;
      if (!isThere) throw new Error('read-only file system');
      return new Disk();
    }, clock);
    const ledger = new LastingLedger(late, () => {});
    expect(await ledger.replace('host', 'ops', { seen: 0, item: item('1') })).toBe(true);
    expect(await ledger.read('host', 'ops')).toMatchObject({ item: { version: '1' } });
    expect(tries).toBe(1);
    isThere = true;
    clock.at += SECOND;
    expect(await ledger.replace('host', 'ops', { seen: 1, item: item('2') })).toBe(true);
    expect(tries).toBe(2);
    expect(await late.read('host', 'ops')).toMatchObject({ item: { version: '2' } });
  });
});
