import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { type AgentWorld, agentWorlds } from '../support/agent-tokens/agent-worlds.ts';
import { rawRequest } from '../support/raw-request.ts';

const worlds = agentWorlds();

describe('the tokens of an agent, with the built program', () => {
  it('are minted at first use, verified by what is published, and seen in status', async () => {
    const world = await worlds();
    const up = await world.up();
    await up.until(() => up.stdout.includes('"type":"tokenMinted"'));
    const before = await world.status();
    expect(before.agentTokens).toMatchObject([
      { name: 'mayor', state: 'noToken', generation: 0, renewAt: null, lastUsedAt: null },
      { name: 'filed', state: 'healthy', generation: 1, renew: 'always', audience: ['worker', 'map'] },
    ]);

    const token = await world.token('mayor');
    const claims = await world.verify(token);
    expect(claims).toMatchObject({ sub: 'mayor', aud: 'worker', agentId: 'mayor-1', rigs: 3 });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(8 * 3_600);
    expect(await world.verify(readFileSync(world.file, 'utf8').trim())).toMatchObject({ sub: 'filed' });

    const { signingKeys, agentTokens } = await world.status();
    const { kid } = decodeProtectedHeader(token);
    expect(signingKeys).toMatchObject([
      { name: 'gastown', state: 'healthy', algorithm: 'ES256', kid, generation: 1, incident: null },
    ]);
    expect(signingKeys[0]?.published).toMatchObject([{ kid, withdrawAt: null }]);
    expect(agentTokens[0]).toMatchObject({ state: 'healthy', jti: claims.jti, kid, generation: 1 });
    expect(agentTokens[0]?.lastUsedAt).not.toBeNull();
    expect(agentTokens[1]).toMatchObject({
      lastUsedAt: null,
      deliveries: [{ sink: 'filed', generation: 1 }],
    });
    const proven = await rawRequest(join(world.state, 'control.sock'), {
      method: 'POST',
      path: '/v1/deliveries/filed/acknowledgements',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fingerprint: agentTokens[1]?.fingerprint, consumer: 'reader' }),
    });
    expect(proven.status).toBe(200);
    expect((await world.status()).agentTokens[1]?.lastUsedAt).not.toBeNull();
    const people = await world.run(['status', 'mayor']);
    expect(people.exitCode).toBe(0);
    expect(people.stdout).toContain(`jti ${claims.jti}`);
    expect((await world.run(['status', 'gastown'])).stdout).toContain(`published   ${kid}`);
  });

  it('are signed with a private half that no route, file, page or log shows', async () => {
    const world = await worlds();
    const up = await world.up();
    const token = await world.token('mayor');
    const secret = privateHalf(world);
    const control = join(world.state, 'control.sock');
    const seen = [
      up.stdout.toString(),
      up.text,
      await (await fetch(`${world.issuer}/.well-known/jwks.json`)).text(),
      ...(await Promise.all(
        ['/v1/status', '/v1/health', '/v1/tokens/gastown', '/v1/tokens/mayor'].map(
          async (path) => (await rawRequest(control, { path })).text,
        ),
      )),
      (await world.run(['rotate', 'gastown', '--now', '--json'])).stdout,
      (await world.run(['backup', join(world.folder, 'backup.json')])).stdout,
      ...token.split('.').map((part) => Buffer.from(part, 'base64url').toString()),
    ];
    for (const text of seen) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain('"d":');
    }
    const set = await rawRequest(control, {
      method: 'POST',
      path: '/v1/keys/gastown',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: 'a key of somebody else' }),
    });
    expect([set.status, JSON.parse(set.text)]).toMatchObject([404, { code: 'UnknownKey' }]);
  });

  it('are the same for whoever asks again, and fresh for whoever asks for one', async () => {
    const world = await worlds();
    const up = await world.up();
    const asked = await Promise.all(
      Array.from({ length: 100 }, () => rawRequest(world.tokenSocket, { path: '/v1/tokens/mayor' })),
    );
    expect(new Set(asked.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await world.token('mayor')).toBe(JSON.parse(asked[0]?.text ?? '').accessToken);
    const minted = /"type":"tokenMinted","credential":"mayor"/g;
    expect(up.stdout.toString().match(minted)).toHaveLength(1);
    const fingerprint = (await world.status()).agentTokens[0]?.fingerprint;
    const early = await world.run(['refresh', 'mayor']);
    expect([early.exitCode, early.stdout]).toEqual([
      0,
      expect.stringContaining('not refreshed: a token that is fresh enough is in force (generation 1'),
    ]);
    const other = await world.run(['refresh', 'mayor', '--unless', '000000000000', '--json']);
    expect(JSON.parse(other.stdout)).toMatchObject({ kind: 'fresh', generation: 1, fingerprint });
    const long = await world.run(['token', 'mayor', '--min-valid', '9h']);
    expect([long.exitCode, long.stderr]).toEqual([1, expect.stringContaining('LifetimeTooShort')]);
    expect((await world.run(['token', 'gastown'])).exitCode).toBe(64);
    expect((await world.run(['refresh', 'gastown'])).exitCode).toBe(64);
    expect((await world.run(['rotate', 'mayor'])).stderr).toContain('next: evergrant rotate gastown --now');
  });

  it('are not minted again for a verifier that refuses a fresh one; people hear of it', async () => {
    const world = await worlds();
    const up = await world.up();
    await world.token('mayor');
    const { fingerprint } = (await world.status()).agentTokens[0] ?? {};
    const refuse = async (refused: string | null | undefined) =>
      await rawRequest(world.tokenSocket, {
        method: 'POST',
        path: '/v1/tokens/mayor/refusals',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fingerprint: refused, consumer: 'worker' }),
      });
    const answer = await refuse(fingerprint);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([503, { reason: 'TokenJustMinted' }]);
    expect(JSON.parse((await refuse('000000000000')).text)).toMatchObject({ kind: 'token', fingerprint });
    await up.until(() => up.stdout.includes('"reason":"FreshTokenRefused"'));
    const health = await rawRequest(join(world.state, 'control.sock'), { path: '/v1/health' });
    expect([health.status, JSON.parse(health.text).problems]).toMatchObject([
      503,
      [{ about: 'agent token mayor' }],
    ]);
    const shown = await world.run(['status', 'mayor']);
    expect([shown.exitCode, shown.stdout]).toEqual([
      1,
      expect.stringContaining('! critical FreshTokenRefused'),
    ]);
  });

  it('are served to a group by the token socket, which never looks at an older token', async () => {
    const world = await worlds();
    await world.up();
    const served = await rawRequest(world.tokenSocket, { path: '/v1/tokens/mayor?consumer=mayor' });
    expect(served.status).toBe(200);
    await world.verify(JSON.parse(served.text).accessToken);
    expect((await rawRequest(world.tokenSocket, { path: '/v1/tokens/filed' })).status).not.toBe(200);
    const waited = await rawRequest(world.tokenSocket, {
      path: `/v1/tokens/mayor?unlessFingerprint=${JSON.parse(served.text).fingerprint}&waitSeconds=0`,
    });
    expect(waited.status).toBe(304);
    const [mayor] = (await world.status()).agentTokens;
    expect(mayor?.deliveries).toMatchObject([{ sink: 'token/mayor', adoption: 'adopted' }]);
  });

  it('outlive a planned rotation: the old key stays published, the new one signs when it can be known', async () => {
    const world = await worlds({ key: { verifierCache: '1h' } });
    const up = await world.up();
    const old = await world.token('mayor');
    const rotated = await world.run(['rotate', 'gastown', '--now', '--json']);
    const result = JSON.parse(rotated.stdout);
    expect(result).toMatchObject({ kind: 'rotated', generation: 2, signing: { ended: [] } });
    expect(Date.parse(result.signing.signsFrom)).toBeGreaterThan(Date.now() + 3_500_000);
    await world.verify(old);
    const [key] = (await world.status()).signingKeys;
    expect(key?.published).toHaveLength(2);
    expect(key?.kid).toBe(decodeProtectedHeader(old).kid);
    expect((await world.run(['rotate', 'gastown'])).stdout).toContain('not rotated: it is due');
    expect(up.stdout.toString()).toContain('"type":"signingKeyPromoted"');
  });

  it('end with an emergency: the outcome names them, each is minted anew at once, and the sink has the new one', async () => {
    const world = await worlds();
    await world.up();
    const mayor = await world.token('mayor');
    const filed = readFileSync(world.file, 'utf8').trim();
    const [before] = (await world.status()).agentTokens;
    const { stdout } = await world.run(['rotate', 'gastown', '--emergency', '--json']);
    const { previousEndsAt, signing } = JSON.parse(stdout);
    expect(previousEndsAt).toBeNull();
    expect(signing.ended).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ token: 'mayor', jti: before?.jti, fingerprint: before?.fingerprint }),
        expect.objectContaining({ token: 'filed' }),
      ]),
    );
    await expect(world.verify(mayor)).rejects.toThrow('no applicable key found');
    await expect(world.verify(filed)).rejects.toThrow('no applicable key found');
    await world.verify(readFileSync(world.file, 'utf8').trim());
    const fresh = await world.token('mayor');
    await world.verify(fresh);
    expect(decodeProtectedHeader(fresh).kid).toBe(signing.kid);
    expect((await world.status()).agentTokens[0]).toMatchObject({ generation: 2, kid: signing.kid });
    const again = await world.run(['rotate', 'gastown', '--emergency']);
    expect(again.stdout).toMatch(/ended: token mayor [0-9a-f]{12}, jti /);
  });

  it('reach a daemon that fetches its own, and are the same for a command that is the broker itself', async () => {
    const world = await worlds({
      daemons: ({ script, config }) => ({
        town: {
          command: [process.execPath, '-e', FETCH, script, config],
          keepRunning: true,
          uses: [{ token: 'mayor', via: 'socket' }],
        },
      }),
    });
    const alone = await world.token('mayor');
    await world.up();
    const town = world.start(['run', 'town']);
    await town.until(() => town.stdout.includes('daemon has '));
    const held = /daemon has (\S+)/.exec(town.stdout.toString())?.[1] ?? '';
    expect(held).toBe(alone);
    await world.verify(held);
    expect(town.text).not.toContain('warning: token mayor');
    expect(town.text).not.toContain('held');
  });

  it('are warned of in the environment of a daemon that outlives them', async () => {
    const world = await worlds({
      mayor: { lifetime: '40s' },
      daemons: () => ({
        town: {
          command: [
            process.execPath,
            '-e',
            'console.log("has", process.env.TOWN.length); setInterval(() => {}, 1000)',
          ],
          keepRunning: true,
          uses: [{ token: 'mayor', via: 'environment', variable: 'TOWN' }],
        },
      }),
    });
    await world.up();
    const town = world.start(['run', 'town']);
    await town.until(() => town.stdout.includes('has '));
    expect(town.text).toContain('warning: token mayor in the environment of this run ends at ');
  });

  it('are in preflight, come back with a backup, and go with forget', async () => {
    const world = await worlds();
    const up = await world.up();
    const token = await world.token('mayor');
    const preflight = await world.run(['preflight', '--json']);
    expect(JSON.parse(preflight.stdout).findings.map(({ reason }: { reason: string }) => reason)).toEqual(
      expect.arrayContaining(['TokenMinted', 'SinkWritable', 'SinkCurrent']),
    );
    const backup = join(world.folder, 'backup.json');
    expect((await world.run(['backup', backup])).stdout).toContain('gastown');
    up.child.kill('SIGTERM');
    await up.ended;
    rmSync(world.state, { recursive: true });
    const restored = await world.run(['restore', backup, '--json']);
    expect(JSON.parse(restored.stdout)).toMatchObject({ grants: ['gastown'], undeclared: [] });
    await world.run(['claim', '--original-is-stopped']);
    expect(await world.token('mayor')).toBe(token);
    const shown = await world.run(['forget', 'mayor']);
    expect(shown.stdout).toContain('held of agent token mayor\n');
    expect(shown.stderr).toContain('evergrant rotate gastown --emergency');
    expect((await world.run(['forget', 'mayor', '--yes', '--revoke'])).exitCode).toBe(1);
    const gone = await world.run(['forget', 'filed', '--yes', '--remove-sinks', '--json']);
    expect(JSON.parse(gone.stdout)).toMatchObject({
      kind: 'forgotten',
      agentToken: 'filed',
      removedFiles: [world.file],
    });
    const key = await world.run(['forget', 'gastown', '--yes', '--json']);
    expect(JSON.parse(key.stdout)).toMatchObject({ signingKey: 'gastown', signs: ['mayor', 'filed'] });
    expect(readdirSync(join(world.state, 'secrets', 'key'))).toEqual([]);
    expect((await world.run(['forget', 'gastown'])).exitCode).toBe(64);
  });
});

/** A daemon that runs `evergrant token` when it needs one. */
const FETCH = `
  const [script, config] = process.argv.slice(1);
  const token = require('node:child_process').execFileSync(process.execPath, [script, 'token', 'mayor', '--config', config]);
  console.log('daemon has ' + token);
  setInterval(() => {}, 1000);
`;

/** What of the stored key nobody may see. */
function privateHalf({ state }: AgentWorld): string {
  const folder = join(state, 'secrets', 'key', 'gastown', 'versions');
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const found = /\\"d\\*":\\*"([\w-]{40,})/.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
  if (!found) throw new Error(`no private half in ${readFileSync(join(folder, file), 'utf8').slice(0, 40)}`);
  return found;
}
