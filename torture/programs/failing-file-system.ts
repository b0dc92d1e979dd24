/** Stands for `adapters/files/node-file-system.ts` in a command line whose disk fails for a while. */
import { fileFault } from '../../adapters/files/file-fault.ts';
import { nodeFileSystem as real } from '../../adapters/files/node-file-system.ts';
import { watchedFileSystem } from '../../test/support/watched-file-system.ts';

/** `17x3`: operations 17, 18 and 19 fail with EIO. Every operation is counted on a line of its own in the log. */
const { EVERGRANT_TORTURE_FAIL: FAIL = '' } = process.env;
const [first = Number.NaN, times = 0] = FAIL.split('x').map(Number);

export const nodeFileSystem = watchedFileSystem(real, ({ path, number, operation }) => {
  if (number < first || number >= first + times || Number.isNaN(first)) return;
  process.stderr.write(`torture: EIO at ${number}, ${operation} ${path}\n`);
  throw fileFault(Object.assign(new Error('injected'), { code: 'EIO' }), path);
});
