import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../../core/fault.ts';
import { mend } from '../../../core/ledger/mend.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { endingOf } from '../../../torture/explorer/final-check.ts';
import { dueWorld } from '../../../torture/explorer/flows.ts';
import { untilQuiet } from '../../../torture/explorer/quiet.ts';
import { generationAt } from '../../../torture/explorer/sentinel.ts';

const TICK = { kind: 'tick' } as const;

describe('a store that refuses', () => {
  it('gets a spilled and settled answer back as soon as it has room', async () => {
    const world = await dueWorld('rotates without grace');
    const { put } = world.secrets;
    world.secrets.put = async () => {
      throw new Fault({ code: 'DiskFull', message: 'no space is left' });
    };
    await expect(refresh(world.broker('keeper'), TICK)).rejects.toMatchObject({ code: 'DiskFull' });
    expect(world.item()?.settled?.generation).toBe(2);
    expect(world.spill.values.size).toBe(1);
    world.secrets.put = put;
    expect(await refresh(world.broker('keeper'), TICK)).toEqual({ kind: 'fresh', generation: 2 });
    expect(generationAt(world, 'grant/crew')).toBe(2);
    expect(world.spill.values.size).toBe(0);
  });
});

describe('a store that cannot be proven', () => {
  it('has its remedy in the event and in the state, for it does not pass by itself', async () => {
    const world = await dueWorld('rotates without grace');
    const remedy = 'aws kms enable-key';
    world.secrets.prepare = async () => {
      throw new Fault({ code: 'AwsKeyUnusable', message: 'the key is disabled', remedy });
    };
    expect(await refresh(world.broker('keeper'), TICK)).toMatchObject({ kind: 'notProven' });
    expect(world.item()?.lastVerdict).toMatchObject({ reason: 'AwsKeyUnusable', remedy });
    expect(world.events.at(-1)).toMatchObject({ type: 'refreshFailed', details: { remedy } });
  });
});

describe('a damaged version', () => {
  it.each(['grant/crew', 'token/sheets'] as const)(
    'of %s that carried AWSCURRENT does not hold up its successor',
    async (id) => {
      const world = await dueWorld('rotates without grace');
      const context = world.broker('keeper');
      const damaged = world.secrets.secret(id).labels.get('AWSCURRENT');
      const { read } = world.secrets;
      let settled = false;
      world.secrets.read = async (secret, versionId) => {
        settled ||= (world.item()?.settled?.generation ?? 0) > 1;
        if (secret === id && versionId === damaged && settled) {
          throw new Fault({ code: 'SecretDamaged', message: 'its checksum is wrong' });
        }
        return await read.call(world.secrets, secret, versionId);
      };
      expect(await refresh(context, TICK)).toEqual({ kind: 'refreshed', generation: 2 });
      expect(generationAt(world, id)).toBe(2);
    },
  );
});

describe('a ledger that was lost', () => {
  it('is rebuilt with the token versions that were projected already', async () => {
    const world = await dueWorld('never rotates');
    const before = world.item()?.settled;
    world.ledger.items.grant.delete('crew');
    world.sentinel.forgetLedger();
    await mend(world.broker('keeper'));
    expect(world.item()?.settled).toEqual(before);
    const proof = await untilQuiet(world, world.broker('keeper'));
    expect(endingOf(world, proof)).toEqual({ fate: 'alive', violations: [] });
  });
});
