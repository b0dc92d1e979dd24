import { describe, expect, it } from '@jest/globals';
import type { SecretId, Secrets, StageLabel } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';

export interface SecretsContractOptions {
  /**
   * What becomes of a version that no label stands on any more: it stays, until it is pruned, or it fades: it is
   * listed no longer, and whether it can still be read is the store's secret. AWS keeps such ones for a day at least
   * and deletes them when it likes.
   * @default 'stays'
   */
  readonly withoutLabel?: 'stays' | 'fades';
}

/** What every secret store does. @param makeSecrets a fresh and empty one for each test */
export function secretsContract(
  name: string,
  makeSecrets: () => Promise<Secrets>,
  { withoutLabel = 'stays' }: SecretsContractOptions = {},
): void {
  describe(`${name} keeps the contract of secrets`, () => {
    it('knows nothing of a secret that nobody put', async () => {
      const secrets = await makeSecrets();
      expect(await secrets.read(ID, V1)).toBeUndefined();
      expect(await secrets.labelled(ID, 'AWSCURRENT')).toBeUndefined();
      expect(await secrets.versions(ID)).toEqual([]);
      expect(await secrets.prune(ID, [])).toEqual([]);
    });

    it('gives back exactly what was put', async () => {
      const secrets = await makeSecrets();
      const value = 'é"\\\n{"refreshToken":"r1"}';
      await put(secrets, { versionId: V1, value });
      expect((await secrets.read(ID, V1))?.reveal()).toBe(value);
      expect(await secrets.versions(ID)).toEqual([V1]);
    });

    it('never gives another version, or another secret', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one' });
      expect(await secrets.read(ID, V2)).toBeUndefined();
      expect(await secrets.read('token/crew-sheets', V1)).toBeUndefined();
      expect(await secrets.read('grant/other', V1)).toBeUndefined();
    });

    it('takes the same value for a version again', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one' });
      await put(secrets, { versionId: V1, value: 'one' });
      expect((await secrets.read(ID, V1))?.reveal()).toBe('one');
    });

    it('refuses another value for a version, and keeps the first', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one' });
      await expect(put(secrets, { versionId: V1, value: 'two' })).rejects.toMatchObject({
        code: 'VersionTaken',
      });
      expect((await secrets.read(ID, V1))?.reveal()).toBe('one');
    });

    it('prepares room without anything to read, also twice', async () => {
      const secrets = await makeSecrets();
      await secrets.prepare(ID, V1);
      await secrets.prepare(ID, V1);
      expect(await secrets.read(ID, V1)).toBeUndefined();
      expect(await secrets.versions(ID)).toEqual([]);
      await put(secrets, { versionId: V1, value: 'one' });
      expect((await secrets.read(ID, V1))?.reveal()).toBe('one');
    });

    it('stores what is prepared for one version while another was prepared', async () => {
      const secrets = await makeSecrets();
      await secrets.prepare(ID, V1);
      await secrets.prepare(ID, V2);
      await put(secrets, { versionId: V1, value: 'one' });
      await put(secrets, { versionId: V2, value: 'two' });
      expect((await secrets.read(ID, V1))?.reveal()).toBe('one');
      expect((await secrets.read(ID, V2))?.reveal()).toBe('two');
    });

    it('moves the label with a put, wherever it stood', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one', label: 'EVERGRANT_NEXT' });
      await put(secrets, { versionId: V2, value: 'two', label: 'EVERGRANT_NEXT' });
      expect(await secrets.labelled(ID, 'EVERGRANT_NEXT')).toBe(V2);
      expect(await secrets.labelled(ID, 'AWSPREVIOUS')).toBeUndefined();
    });

    it('moves a label only from where it was seen', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one', label: 'EVERGRANT_NEXT' });
      await put(secrets, { versionId: V2, value: 'two', label: 'EVERGRANT_NEXT' });
      expect(await secrets.move(ID, 'AWSCURRENT', { to: V1, from: V2 })).toBe(false);
      expect(await secrets.move(ID, 'AWSCURRENT', { to: V1, from: undefined })).toBe(true);
      expect(await secrets.move(ID, 'AWSCURRENT', { to: V2, from: undefined })).toBe(false);
      expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(V1);
      expect(await secrets.move(ID, 'AWSCURRENT', { to: V2, from: V1 })).toBe(true);
      expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(V2);
    });

    it('leaves AWSPREVIOUS on the version that AWSCURRENT left', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one', label: 'AWSCURRENT' });
      await put(secrets, { versionId: V2, value: 'two', label: 'AWSCURRENT' });
      expect(await secrets.labelled(ID, 'AWSPREVIOUS')).toBe(V1);
      await put(secrets, { versionId: V2, value: 'two', label: 'AWSCURRENT' });
      expect(await secrets.labelled(ID, 'AWSPREVIOUS')).toBe(V1);
      await put(secrets, { versionId: V3, value: 'three', label: 'EVERGRANT_NEXT' });
      await secrets.move(ID, 'AWSCURRENT', { to: V3, from: V2 });
      expect(await secrets.labelled(ID, 'AWSPREVIOUS')).toBe(V2);
    });

    it('puts no label on a version that is not stored', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one', label: 'AWSCURRENT' });
      await expect(secrets.move(ID, 'AWSCURRENT', { to: V2, from: V1 })).rejects.toMatchObject({
        code: 'VersionNotFound',
      });
      expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(V1);
    });

    it('prunes what is named and carries no label, and nothing else', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'one', label: 'AWSCURRENT' });
      await put(secrets, { versionId: V2, value: 'two', label: 'AWSCURRENT' });
      await put(secrets, { versionId: V3, value: 'three', label: 'AWSCURRENT' });
      await put(secrets, { versionId: V4, value: 'four', label: 'AWSCURRENT' });
      const left = await secrets.prune(ID, [V2, V4]);
      const unlabelled = withoutLabel === 'stays' ? [V1] : [];
      expect([...left].sort()).toEqual([...unlabelled, V3, V4]);
      expect([...(await secrets.versions(ID))].sort()).toEqual([...unlabelled, V3, V4]);
      if (withoutLabel === 'stays') expect(await secrets.read(ID, V2)).toBeUndefined();
      expect((await secrets.read(ID, V1))?.reveal()).toBe('one');
    });

    it('keeps a value that EVERGRANT_NEXT left before anything else stood on it, until it is pruned', async () => {
      const secrets = await makeSecrets();
      await put(secrets, { versionId: V1, value: 'in force', label: 'AWSCURRENT' });
      await put(secrets, { versionId: V2, value: 'abandoned' });
      await put(secrets, { versionId: V3, value: 'newer' });
      expect([...(await secrets.versions(ID))].sort()).toEqual([V1, V2, V3]);
      expect((await secrets.read(ID, V2))?.reveal()).toBe('abandoned');
      expect([...(await secrets.prune(ID, [V2]))].sort()).toEqual([V1, V3]);
      expect([...(await secrets.versions(ID))].sort()).toEqual([V1, V3]);
    });

    it('lets exactly one of many movers of a label win', async () => {
      const secrets = await makeSecrets();
      const versions = [V1, V2, V3, V4];
      for (const versionId of versions) await put(secrets, { versionId, value: versionId });
      const wins = await Promise.all(
        versions.map((to) => secrets.move(ID, 'AWSCURRENT', { to, from: undefined })),
      );
      expect(wins.filter((won) => won)).toHaveLength(1);
      expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(versions[wins.indexOf(true)]);
    });

    it('lets one of several values for the same version stand, whole', async () => {
      const secrets = await makeSecrets();
      const values = Array.from({ length: 6 }, (_, index) => String(index).repeat(3_000 * (index + 1)));
      await secrets.prepare(ID, V1);
      const puts = await Promise.allSettled(values.map((value) => put(secrets, { versionId: V1, value })));
      const winner = puts.findIndex(({ status }) => status === 'fulfilled');
      expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await secrets.read(ID, V1))?.reveal()).toBe(values[winner]);
    });
  });
}

const ID: SecretId = 'grant/crew-sheets';
const V1 = '11111111-1111-5111-8111-111111111111';
const V2 = '22222222-2222-5222-8222-222222222222';
const V3 = '33333333-3333-5333-8333-333333333333';
const V4 = '44444444-4444-5444-8444-444444444444';

async function put(
  secrets: Secrets,
  version: { versionId: string; value: string; label?: StageLabel },
): Promise<void> {
  const { versionId, value, label = 'EVERGRANT_NEXT' } = version;
  await secrets.put(ID, { versionId, value: new SecretText(value), label });
}
