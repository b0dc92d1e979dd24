import { describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../support/cli.ts';
import { deployJada, printed } from '../../support/deployed-jada.ts';

const start = simulatedAws();
const cli = evergrantCli();

async function world() {
  const aws = await start();
  const server = await cli.server();
  const change = {
    signingKeys: { gastown: { issuer: 'https://gt.example.com' } },
    tokens: {
      sheets: { grant: 'crew' },
      mayor: { signingKey: 'gastown', audience: 'gastown-worker', claims: { rigId: 'r1' } },
    },
  };
  const jada = await deployJada(aws, { folder: cli.folder(), issuer: server.issuer, change });
  const { folder, environment } = jada;
  return {
    aws,
    jada,
    run: (...words: readonly string[]) =>
      cli.run([...words, '--config', jada.config], { folder, environment }),
  };
}

describe('agent tokens on the command line of a deployment in AWS', () => {
  it('are signed when they are asked for, and shown with their key', async () => {
    const { run, jada } = await world();
    jada.beat();
    const empty = await run('status', 'mayor', '--json');
    expect(printed(empty.stdout)).toMatchObject({ agentTokens: [{ name: 'mayor', state: 'noToken' }] });
    expect((await run('preflight')).stdout).toContain('its signing key was not made yet');
    const token = await run('token', 'mayor');
    expect((await run('preflight')).stdout).toContain('the token in force works for');
    expect({ code: token.code, stderr: token.stderr }).toEqual({ code: 0, stderr: '' });
    expect(decodeJwt(token.stdout.trim())).toMatchObject({ iss: 'https://gt.example.com', rigId: 'r1' });
    expect((await run('token', 'mayor')).stdout).toBe(token.stdout);
    const status = await run('status', '--json');
    const { kid } = decodeProtectedHeader(token.stdout.trim());
    expect(printed(status.stdout)).toMatchObject({
      signingKeys: [{ name: 'gastown', state: 'healthy', kid, generation: 1 }],
      agentTokens: [{ name: 'mayor', state: 'healthy', generation: 1, kid, deliveries: [{ generation: 1 }] }],
    });
    expect((await run('status', 'gastown')).stdout).toMatch(/gastown +healthy/);
    expect(jada.notices()).toEqual([JSON.stringify({ schema: 1, credential: 'mayor', generation: 1 })]);
    expect(await run('refresh', 'mayor')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('mayor not refreshed: a token that is fresh enough is in force'),
    });
  });

  it('have their key rotated when it is due, now, or in an emergency that names what dies', async () => {
    const { run, jada } = await world();
    const { stdout: old } = await run('token', 'mayor');
    expect(await run('rotate', 'gastown')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('gastown not rotated: it is due at'),
    });
    const now = printed((await run('rotate', 'gastown', '--now', '--json')).stdout);
    expect(now).toMatchObject({ kind: 'rotated', generation: 2, signing: { ended: [] } });
    expect((await run('token', 'mayor')).stdout).toBe(old);
    const urgent = printed((await run('rotate', 'gastown', '--emergency', '--json')).stdout);
    expect(urgent).toMatchObject({
      kind: 'rotated',
      generation: 3,
      previousEndsAt: null,
      signing: { ended: [{ token: 'mayor', jti: decodeJwt(old.trim()).jti }] },
    });
    const { stdout: next } = await run('token', 'mayor');
    expect(decodeProtectedHeader(next.trim()).kid).not.toBe(decodeProtectedHeader(old.trim()).kid);
    const key = (await jada.deployment.ledger.read('signingKey', 'gastown'))?.item;
    expect(key?.published.map(({ generation }) => generation)).toEqual([3]);
  });

  it('refuse to rotate a token, and name the key', async () => {
    const { run } = await world();
    expect(await run('rotate', 'mayor', '--now')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('next: evergrant rotate gastown --now'),
    });
  });
});
