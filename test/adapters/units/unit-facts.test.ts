import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readUnitFacts, unitFacts } from '../../../adapters/units/unit-facts.ts';
import { fakeProgram } from '../../support/fake-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

const ACTIVE = `LoadState=loaded
ActiveState=active
ActiveEnterTimestamp=@1778682600
NRestarts=2
MemoryCurrent=125829120
`;

describe('what systemd says of a unit', () => {
  it('is its state, since when, how often it was started again and its memory', () => {
    expect(readUnitFacts('a.service', ACTIVE)).toEqual({
      unit: 'a.service',
      state: 'active',
      activeSince: 1_778_682_600_000,
      restarts: 2,
      memoryBytes: 125_829_120,
    });
  });

  it('is not since when it was active before it failed, and no number that is not set', () => {
    const failed = `LoadState=loaded
ActiveState=failed
ActiveEnterTimestamp=@1778682600
NRestarts=0
MemoryCurrent=[not set]
`;
    expect(readUnitFacts('a.service', failed)).toMatchObject({
      state: 'failed',
      activeSince: null,
      restarts: 0,
      memoryBytes: null,
    });
    const older = ACTIVE.replace('125829120', '18446744073709551615');
    expect(readUnitFacts('a.service', older).memoryBytes).toBeNull();
  });

  it('is that there is no such unit', () => {
    const missing = 'LoadState=not-found\nActiveState=inactive\nActiveEnterTimestamp=\n';
    expect(readUnitFacts('a.service', missing)).toMatchObject({ state: 'notFound', activeSince: null });
  });

  it('is asked of systemctl, in words that no name of a unit can be taken for', async () => {
    const path = folder();
    const script = `require('node:fs').writeFileSync(${JSON.stringify(join(path, 'words'))}, JSON.stringify(process.argv.slice(2)));
process.stdout.write(${JSON.stringify(ACTIVE)});`;
    fakeProgram(path, { name: 'systemctl', script });
    expect(await unitFacts('--help', { PATH: path })).toMatchObject({ unit: '--help', state: 'active' });
    const words: string[] = JSON.parse(readFileSync(join(path, 'words'), 'utf8'));
    expect(words[0]).toBe('show');
    expect(words.slice(-2)).toEqual(['--', '--help']);
  });

  it('is unknown where systemctl fails, or is not there', async () => {
    const path = folder();
    expect(await unitFacts('a.service', { PATH: path })).toMatchObject({ state: 'unknown' });
    fakeProgram(path, {
      name: 'systemctl',
      script: `process.stdout.write(${JSON.stringify(ACTIVE)}); process.exitCode = 1;`,
    });
    expect(await unitFacts('a.service', { PATH: path })).toEqual({
      unit: 'a.service',
      state: 'unknown',
      activeSince: null,
      restarts: null,
      memoryBytes: null,
    });
  });
});
