import { describe, expect, it } from '@jest/globals';
import { SECOND } from '../../core/time.ts';
import { Journal } from '../../drill/journal.ts';
import { daemonSaid, type Observation } from '../../drill/observation.ts';

const line = (text: string): Observation => ({ at: 0, from: 'daemon', line: text });
const wait = { expectation: 'synced', within: 5 * SECOND, since: 0 };

describe('the journal', () => {
  it('finds what was there before the wait', async () => {
    const journal = new Journal(() => {});
    journal.add(line('synced 2 rows'));
    expect((await journal.until(daemonSaid('synced'), wait)).line).toBe('synced 2 rows');
  });

  it('finds what comes during the wait, and nothing from before its mark', async () => {
    const journal = new Journal(() => {});
    journal.add(line('synced 2 rows'));
    const found = journal.until(daemonSaid('synced'), { ...wait, since: journal.length });
    journal.add(line('something else'));
    journal.add(line('synced 3 rows'));
    expect((await found).line).toBe('synced 3 rows');
  });

  it('names the expectation when the time is up', async () => {
    const journal = new Journal(() => {});
    await expect(journal.until(daemonSaid('synced'), { ...wait, within: 1 })).rejects.toMatchObject({
      name: 'NotObserved',
      expectation: 'synced',
      message: 'not within 0.001 s',
    });
    await expect(
      journal.eventually(async () => undefined, { expectation: 'alert', within: 1 }),
    ).rejects.toMatchObject({ expectation: 'alert' });
  });

  it('ends every wait, also later ones, with the first error', async () => {
    const journal = new Journal(() => {});
    const waits = [
      journal.until(daemonSaid('synced'), wait),
      journal.watch(daemonSaid('synced'), 5 * SECOND),
      journal.eventually(async () => undefined, wait),
    ];
    journal.end(new Error('the broker ended'));
    journal.end(new Error('and so did the rest'));
    waits.push(journal.until(daemonSaid('synced'), wait));
    const ends = await Promise.allSettled(waits);
    expect(ends.map((end) => end.status === 'rejected' && String(end.reason))).toEqual(
      Array(4).fill('Error: the broker ended'),
    );
  });

  it('watches for what must not come', async () => {
    const journal = new Journal(() => {});
    journal.add(line('synced before'));
    expect(await journal.watch(daemonSaid('synced'), 1)).toEqual([]);
    const watched = journal.watch(daemonSaid('synced'), 5 * SECOND);
    journal.add(line('synced now'));
    expect(await watched).toMatchObject([{ line: 'synced now' }]);
  });
});
