/** Adds 1 to the register in argv[2] until argv[3] of its writes won, and prints each value that it wrote. */
import { dirname } from 'node:path';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { Register } from '../../../adapters/state-directory/register.ts';

const [directory = '', times = '0'] = process.argv.slice(2);
const register = new Register({
  fileSystem: nodeFileSystem,
  directory,
  within: dirname(directory),
  name: 'counter',
});

for (let won = 0; won < Number(times); ) {
  const { revision, value } = await register.read();
  const next = (typeof value === 'number' ? value : 0) + 1;
  if (!(await register.replace({ seen: revision, value: next }))) continue;
  won += 1;
  process.stdout.write(`${next}\n`);
}
