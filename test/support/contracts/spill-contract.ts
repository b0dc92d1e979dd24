import { describe, expect, it } from '@jest/globals';
import type { Spill } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';

/** What every spill does. @param makeSpill a fresh and empty one for each test */
export function spillContract(name: string, makeSpill: () => Promise<Spill>): void {
  describe(`${name} keeps the contract of the spill`, () => {
    it('has nothing at first', async () => {
      const spill = await makeSpill();
      expect(await spill.read('grant/crew-sheets', 'v1')).toBeUndefined();
      await spill.remove('grant/crew-sheets', 'v1');
    });

    it('gives back exactly what was written', async () => {
      const spill = await makeSpill();
      await spill.write('grant/crew-sheets', 'v1', new SecretText('é"\\\nvalue'));
      expect((await spill.read('grant/crew-sheets', 'v1'))?.reveal()).toBe('é"\\\nvalue');
    });

    it('keeps secrets and versions apart', async () => {
      const spill = await makeSpill();
      await spill.write('grant/crew-sheets', 'v1', new SecretText('one'));
      expect(await spill.read('grant/crew-sheets', 'v2')).toBeUndefined();
      expect(await spill.read('token/crew-sheets', 'v1')).toBeUndefined();
    });

    it('takes a value again', async () => {
      const spill = await makeSpill();
      await spill.write('grant/crew-sheets', 'v1', new SecretText('one'));
      await spill.write('grant/crew-sheets', 'v1', new SecretText('one'));
      expect((await spill.read('grant/crew-sheets', 'v1'))?.reveal()).toBe('one');
    });

    it('removes a value', async () => {
      const spill = await makeSpill();
      await spill.write('grant/crew-sheets', 'v1', new SecretText('one'));
      await spill.write('grant/crew-sheets', 'v2', new SecretText('two'));
      await spill.remove('grant/crew-sheets', 'v1');
      expect(await spill.read('grant/crew-sheets', 'v1')).toBeUndefined();
      expect((await spill.read('grant/crew-sheets', 'v2'))?.reveal()).toBe('two');
    });
  });
}
