import { describe, expect, it } from '@jest/globals';
import { systemctlUnits, unitState } from '../../../adapters/units/systemctl-units.ts';

describe('the units of systemd', () => {
  it.each([
    ['LoadState=loaded\nActiveState=active\n', 'active'],
    ['LoadState=loaded\nActiveState=activating\n', 'changing'],
    ['LoadState=loaded\nActiveState=failed\n', 'failed'],
    ['LoadState=loaded\nActiveState=inactive\n', 'inactive'],
    ['LoadState=not-found\nActiveState=inactive\n', 'unknown'],
  ])('are read from %j', (text, kind) => {
    expect(unitState(text)).toEqual({ kind });
  });

  it('say so on a machine without systemd', async () => {
    const units = systemctlUnits({ user: false, environment: { PATH: '/no/such/folder' } });
    await expect(units.look('a.service')).rejects.toMatchObject({ code: 'SystemctlMissing' });
  });
});
