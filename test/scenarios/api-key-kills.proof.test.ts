import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { KeyCall } from '../support/key-issuer/key-issuer.ts';
import { MANAGING } from '../support/key-issuer/key-issuers.ts';
import { keyWorlds } from '../support/key-issuer/key-worlds.ts';

const worlds = keyWorlds();

describe('a broker that is killed (SIGKILL) while it rotates a key', () => {
  it.each<[KeyCall, 'before' | 'after']>([
    ['create', 'before'],
    ['create', 'after'],
    ['test', 'after'],
    ['delete', 'before'],
    ['delete', 'after'],
  ])(
    'at %s, %s the issuer did it, goes on where it was: one key in the end, and the sink has it',
    async (call, side) => {
      const { issuer, run, up, again, file } = await worlds({ overlap: '500ms' });
      const admin = issuer.issue('admin', MANAGING);
      await run(['key', 'set', 'mail-admin'], admin.key);
      await run(['key', 'set', 'mail'], issuer.issue('made by a person', ['mail.send']).key);
      let creating = false;
      issuer.onCall = (seen, at) => {
        creating ||= seen === 'create';
        if (seen === call && at === side && creating) up.child.kill('SIGKILL');
      };
      await run(['rotate', 'mail', '--now']);
      await up.ended;
      issuer.onCall = () => {};

      const next = await again();
      const done = () => {
        const alive = issuer.alive().filter(({ keyId }) => keyId !== admin.keyId);
        return alive.length === 1 && readFileSync(file, 'utf8').trim() === alive[0]?.key;
      };
      await next.until(done);
      expect(issuer.alive('evergrant mail')).toHaveLength(1);
      const status = JSON.parse((await run(['status', '--json'])).stdout);
      expect(status.apiKeys[1]).toMatchObject({ name: 'mail', generation: 2, retiring: [] });
    },
  );
});
