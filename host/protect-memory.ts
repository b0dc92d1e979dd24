import { writeFileSync } from 'node:fs';

/**
 * Keeps the memory of this process out of core dumps and diagnostic reports, since it holds refresh tokens.
 * Linux writes no memory segment into a dump when the filter is 0 (core(5)); elsewhere the limit of the service
 * manager has to do it.
 */
export function protectMemory(): void {
  if (process.report) {
    process.report.reportOnFatalError = false;
    process.report.reportOnUncaughtException = false;
    process.report.reportOnSignal = false;
  }
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Not Linux, or /proc is not there: nothing more can be done from inside.
  }
}
