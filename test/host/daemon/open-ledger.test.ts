import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SECOND } from '../../../core/time.ts';
import { HostFindings } from '../../../host/daemon/host-findings.ts';
import { openLedger } from '../../../host/daemon/open-ledger.ts';
import { someHostReport } from '../../support/some-host-report.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const item = (version: string) => someHostReport({ version });

async function opening(directory: string) {
  const findings = new HostFindings(() => {});
  const clock = { at: Date.now(), now: () => clock.at };
  const ledger = await openLedger(directory, { findings, clock });
  return { ledger, clock, codes: () => findings.list().map(({ code }) => code) };
}

describe('the records of a host', () => {
  it('are there at the next start', async () => {
    const directory = join(folder(), 'state');
    const { ledger, codes } = await opening(directory);
    expect(await ledger.replace('host', 'ops', { seen: 0, item: item('1') })).toBe(true);
    expect(codes()).toEqual([]);
    const { ledger: later } = await opening(directory);
    expect(await later.read('host', 'ops')).toMatchObject({ revision: 1, item: { version: '1' } });
  });

  it('are in memory while their directory is open to others, and in it once that is mended', async () => {
    const directory = join(folder(), 'state');
    mkdirSync(directory);
    chmodSync(directory, 0o777);
    const { ledger, codes, clock } = await opening(directory);
    expect(codes()).toEqual(['StateOpenToOthers']);
    expect(await ledger.replace('host', 'ops', { seen: 0, item: item('1') })).toBe(true);
    expect(await ledger.replace('host', 'ops', { seen: 1, item: item('2') })).toBe(true);
    expect(await ledger.read('host', 'ops')).toMatchObject({ item: { version: '2' } });
    chmodSync(directory, 0o700);
    clock.at += SECOND;
    await ledger.catchUp();
    expect(codes()).toEqual([]);
    const { ledger: later } = await opening(directory);
    expect(await later.read('host', 'ops')).toMatchObject({ item: { version: '2' } });
  });

  it('go on with the last good one where one is damaged, which is told', async () => {
    const directory = join(folder(), 'state');
    const { ledger } = await opening(directory);
    await ledger.replace('host', 'ops', { seen: 0, item: item('1') });
    await ledger.replace('host', 'ops', { seen: 1, item: item('2') });
    writeFileSync(join(directory, 'ledger', 'host', 'ops', '0000000002.json'), '{');
    const { ledger: later, codes } = await opening(directory);
    const stored = await later.read('host', 'ops');
    expect(stored).toMatchObject({ item: { version: '1' } });
    expect(codes()).toEqual(['RecordDamaged']);
    const seen = stored?.revision ?? 0;
    expect(await later.replace('host', 'ops', { seen, item: item('3') })).toBe(true);
    expect(await later.read('host', 'ops')).toMatchObject({ item: { version: '3' } });
  });
});
