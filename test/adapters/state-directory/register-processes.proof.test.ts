import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { Register } from '../../../adapters/state-directory/register.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { startProgram } from '../../support/child-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
let program: string;

beforeAll(async () => {
  program = await bundleProgram('test/support/programs/increment-register.ts');
});

describe('a register that several processes write', () => {
  it('loses no update of eight processes', async () => {
    const { directory, register } = setUp();
    const children = Array.from({ length: 8 }, () => startProgram(program, { args: [directory, '25'] }));
    const ends = await Promise.all(children.map((child) => child.ended()));
    const written = ends.flatMap(({ lines }) => lines.map(Number)).sort((left, right) => left - right);
    expect(written).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(await register.read()).toEqual({ revision: 200, value: 200, damaged: [], behind: false });
  });

  it('stays readable, and forgets no write that returned, when its writers are killed', async () => {
    const { directory, register } = setUp();
    let told = 0;
    for (let round = 0; round < 20; round += 1) {
      const child = startProgram(program, { args: [directory, '1000000'] });
      for (let line = 0; line <= round % 7; line += 1) await child.lines.next();
      child.process.kill('SIGKILL');
      const { lines, signal } = await child.ended();
      expect(signal).toBe('SIGKILL');
      told = Number(lines.at(-1) ?? told);
      const { value, damaged } = await register.read();
      expect(damaged).toEqual([]);
      expect(value).toBeGreaterThanOrEqual(told);
      told = Number(value);
    }
    expect(readdirSync(directory).filter((name) => name.endsWith('.json'))).not.toHaveLength(0);
  });
});

function setUp() {
  const within = folder();
  const directory = `${within}/counter`;
  return {
    directory,
    register: new Register({ fileSystem: nodeFileSystem, directory, within, name: 'counter' }),
  };
}
