import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { JwtVerifier } from 'aws-jwt-verify';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createVerifier } from '../../verify/verify.ts';
import { agentWorlds } from '../support/agent-tokens/agent-worlds.ts';
import { MAY_INSTALL } from '../support/registries.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const worlds = agentWorlds();
const folders = temporaryFolders();

it.each(['ES256', 'ES384', 'EdDSA'] as const)(
  'jose, aws-jwt-verify and our own kit take tokens of %s',
  async (algorithm) => {
    const world = await worlds({ key: { algorithm } });
    await world.up();
    const token = await world.token('mayor');
    const { issuer } = world;
    const { jwks_uri: jwksUri } = await json<{ jwks_uri: string }>(
      `${issuer}/.well-known/openid-configuration`,
    );
    const expected = { issuer, audience: 'worker' };

    const ofJose = await jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), expected);
    expect(ofJose.payload.sub).toBe('mayor');

    const ofAws = JwtVerifier.create({ ...expected, jwksUri });
    // It fetches by https alone, so it is given what lies there.
    ofAws.cacheJwks(await json(jwksUri));
    expect(await ofAws.verify(token)).toMatchObject({ sub: 'mayor' });

    const ours = createVerifier({ ...expected, algorithms: [algorithm] });
    expect((await ours.verify(token)).claims.sub).toBe('mayor');
  },
);

async function json<T>(address: string): Promise<T> {
  return (await (await fetch(address)).json()) as T;
}

const ifPython = MAY_INSTALL ? it : it.skip;

ifPython(
  'PyJWT takes them by the published keys (skipped where PyPI is not asked for)',
  async () => {
    const venv = join(folders(), 'venv');
    execFileSync('python3', ['-m', 'venv', venv]);
    execFileSync(join(venv, 'bin/pip'), ['install', '-q', 'pyjwt[crypto]']);
    const world = await worlds();
    await world.up();
    const program = join(folders(), 'verify.py');
    writeFileSync(program, PROGRAM);
    const run = (token: string) =>
      spawnSync(join(venv, 'bin/python'), [program, world.issuer], { input: token, encoding: 'utf8' });
    const token = await world.token('mayor');
    expect(run(token)).toMatchObject({ status: 0, stdout: 'mayor\n' });
    expect(run(`${token.slice(0, -6)}AAAAAA`).stderr).toContain('InvalidSignatureError');
  },
  180_000,
);

const PROGRAM = `
import sys, jwt
issuer, token = sys.argv[1], sys.stdin.read()
key = jwt.PyJWKClient(issuer + '/.well-known/jwks.json').get_signing_key_from_jwt(token)
print(jwt.decode(token, key, algorithms=['ES256'], issuer=issuer, audience='worker')['sub'])
`;
