import { readFileSync, symlinkSync } from 'node:fs';
import { cpus, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { machineFacts } from '../../../adapters/machine/machine-facts.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const hasMemInfo = process.platform === 'linux' ? it : it.skip;

describe('the facts of this machine', () => {
  it('are those that the system tells', async () => {
    const before = Math.floor(uptime());
    const { uptimeSeconds, cpu, memory } = await machineFacts([]);
    expect(uptimeSeconds).toBeGreaterThanOrEqual(before);
    expect(uptimeSeconds).toBeLessThanOrEqual(uptime());
    expect(cpu.count).toBe(cpus().length);
    expect(cpu.load).toHaveLength(3);
    expect(memory.totalBytes).toBe(totalmem());
    expect(memory.availableBytes).toBeGreaterThan(0);
    expect(memory.availableBytes).toBeLessThanOrEqual(memory.totalBytes);
  });

  hasMemInfo('count as available what Linux could give back, not only what is free', async () => {
    const text = readFileSync('/proc/meminfo', 'utf8');
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]);
    const { memory } = await machineFacts([]);
    const free = kilobytes('MemFree') * 1024;
    const available = kilobytes('MemAvailable') * 1024;
    // Both change while this runs: nearer to the one than to the other is all that can be asked.
    expect(Math.abs(memory.availableBytes - available)).toBeLessThanOrEqual(
      Math.abs(memory.availableBytes - free) + 64 * 1024 * 1024,
    );
  });

  it('tell of each disk once, by the first of its paths, and not of what is not there', async () => {
    const here = folder();
    symlinkSync(here, join(here, 'itself'));
    const { disks } = await machineFacts([here, join(here, 'itself'), join(here, 'not-there')]);
    expect(disks).toEqual([{ path: here, totalBytes: expect.any(Number), freeBytes: expect.any(Number) }]);
    const [disk] = disks;
    expect(disk?.totalBytes).toBeGreaterThan(disk?.freeBytes ?? Number.POSITIVE_INFINITY);
  });
});
