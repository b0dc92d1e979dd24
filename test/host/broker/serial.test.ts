import { describe, expect, it } from '@jest/globals';
import { Serial } from '../../../host/broker/serial.ts';

describe('serial tasks', () => {
  it('run one after another, in the order in which they came', async () => {
    const serial = new Serial();
    const log: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const first = serial.run(async () => {
      log.push('first begins');
      await gate;
      log.push('first ends');
      return 1;
    });
    const second = serial.run(async () => {
      log.push('second');
      return 2;
    });
    open();
    expect(await Promise.all([first, second])).toEqual([1, 2]);
    expect(log).toEqual(['first begins', 'first ends', 'second']);
  });

  it('fail alone: the next one runs, and only the caller hears of it', async () => {
    const serial = new Serial();
    const failing = serial.run(async () => {
      throw new Error('the disk is full');
    });
    const next = serial.run(async () => 'done');
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await next).toBe('done');
  });

  it('are idle when what was queued has ended, also in failure', async () => {
    const serial = new Serial();
    let ended = false;
    void serial
      .run(async () => {
        await Promise.resolve();
        ended = true;
        throw new Error('failed');
      })
      .catch(() => undefined);
    await serial.idle();
    expect(ended).toBe(true);
  });
});
