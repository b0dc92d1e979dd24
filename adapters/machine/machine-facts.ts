import { readFile, stat, statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem, uptime } from 'node:os';
import type { DiskFacts, MachineFacts } from '../../core/audit/host-audit.ts';

/** How this machine is. @param paths of which the disks are told; one that is not there is left out, and so is a second one of the same disk */
export async function machineFacts(paths: readonly string[]): Promise<MachineFacts> {
  const [load1 = 0, load5 = 0, load15 = 0] = loadavg();
  return {
    uptimeSeconds: Math.floor(uptime()),
    cpu: { count: cpus().length, load: [load1, load5, load15] },
    memory: { totalBytes: totalmem(), availableBytes: await availableMemory() },
    disks: await disksAt(paths),
  };
}

/** Linux tells what programs could still get, which is more than what is free (proc(5), MemAvailable). */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kilobytes = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1]);
  return kilobytes > 0 ? kilobytes * 1024 : freemem();
}

async function disksAt(paths: readonly string[]): Promise<readonly DiskFacts[]> {
  const disks = new Map<number, DiskFacts>();
  for (const path of paths) {
    const device = (await stat(path).catch(() => undefined))?.dev;
    const found = await statfs(path).catch(() => undefined);
    if (device === undefined || !found || disks.has(device)) continue;
    const { bsize, blocks, bavail } = found;
    disks.set(device, { path, totalBytes: blocks * bsize, freeBytes: bavail * bsize });
  }
  return [...disks.values()];
}
