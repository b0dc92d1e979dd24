import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import type { Milliseconds } from '../../core/time.ts';
import { type AgentWorld, agentWorlds } from '../support/agent-tokens/agent-worlds.ts';

const worlds = agentWorlds();

/** How often each kind of rotation is cut short. */
const KILLS = 12;
/** Together they reach beyond the last step: publish, promote, withdraw, mint, deliver. */
const BETWEEN_KILLS: Milliseconds = 8;

describe('a broker that is killed (SIGKILL) while it rotates a signing key', () => {
  it.each(['--now', '--emergency'])(
    'goes on where it was, after %s: verifiers take every token that is in force, and one key signs',
    async (how) => {
      const world = await worlds({ key: { verifierCache: '1s' } });
      let up = await world.up();
      await world.token('mayor');
      for (let kill = 0; kill < KILLS; kill += 1) {
        const { newest } = await keyOf(world);
        // The command may end with the broker, before it was asked, or after it has answered.
        const asked = world.run(['rotate', 'gastown', how]);
        const started = up.stdout.toString().split('"rotationStarted"').length;
        await up.until(() => up.stdout.toString().split('"rotationStarted"').length > started);
        await setTimeout(kill * BETWEEN_KILLS);
        up.child.kill('SIGKILL');
        await Promise.all([up.ended, asked]);

        up = await world.up();
        // No token is served of a key that was given up, not even before the first look at it.
        const token = await world.token('mayor');
        await world.verify(token);
        const { kid } = decodeProtectedHeader(token);
        if (how === '--emergency') await up.until(() => decodeProtectedHeader(filedOf(world)).kid === kid);
        await world.verify(filedOf(world));
        // A rotation that was asked for is done, by whoever lives, and once.
        const after = await keyOf(world);
        expect(after.newest).toBe(newest + 1);
        expect(after.state).toBe('healthy');
        if (how === '--emergency') expect(after.published).toBe(1);
      }
    },
    300_000,
  );
});

describe('the tokens of an agent over time', () => {
  it('are renewed at two thirds of their life: always for files, and for agents while they are active', async () => {
    const world = await worlds({ mayor: { lifetime: '12s' }, filed: { lifetime: '12s' } });
    const up = await world.up();
    const first = await world.token('mayor', '5s');
    const minted = () => [...up.stdout.toString().matchAll(MINTED)].map(([, name]) => name);
    await up.until(() => minted().filter((name) => name === 'mayor').length >= 2);
    const second = await world.token('mayor', '0s');
    expect(second).not.toBe(first);
    await world.verify(second);
    // Nobody asks for the mayor's token any more: it falls asleep, and the file is kept fresh.
    await up.until(() => minted().slice(-3).join() === 'filed,filed,filed');
    expect((await world.status()).agentTokens[0]).toMatchObject({ state: 'asleep', incident: null });
    await world.verify(filedOf(world));
    await world.verify(await world.token('mayor', '5s'));
  }, 240_000);
});

const MINTED = /"type":"tokenMinted","credential":"(\w+)"/g;

function filedOf({ file }: AgentWorld): string {
  return readFileSync(file, 'utf8').trim();
}

async function keyOf(world: AgentWorld) {
  const [key] = (await world.status()).signingKeys;
  const generations = (key?.published ?? []).map(({ generation }) => generation);
  return { state: key?.state, newest: Math.max(...generations), published: generations.length };
}
