import { formatSpan, SECOND } from '../time.ts';
import { auditRow } from './audit-row.ts';
import type { MachineFacts } from './host-audit.ts';
import { sizeText } from './size-text.ts';

/** A machine: how long it is up, its processors, memory and disks. */
export function machineLines({ uptimeSeconds, cpu, memory, disks }: MachineFacts): readonly string[] {
  const load = cpu.load.map((average) => average.toFixed(2)).join(' ');
  return [
    auditRow('up', formatSpan(uptimeSeconds * SECOND)),
    auditRow('cpu', `load ${load} (1, 5, 15 min) on ${cpu.count} ${cpu.count === 1 ? 'core' : 'cores'}`),
    auditRow('memory', `${sizeText(memory.availableBytes)} available of ${sizeText(memory.totalBytes)}`),
    ...disks.map(({ path, totalBytes, freeBytes }, index) =>
      auditRow(
        index === 0 ? 'disk' : '',
        `${sizeText(freeBytes)} free of ${sizeText(totalBytes)} at ${path}`,
      ),
    ),
  ];
}
