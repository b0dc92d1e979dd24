import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { evergrantCli } from '../../../support/cli.ts';
import { declarationFor } from '../../../support/cli-declaration.ts';

const cli = evergrantCli();

describe('evergrant check', () => {
  it('says what a good declaration declares', async () => {
    const { folder, ...place } = placeWith(yaml(FORESEEN));
    expect(await place.check()).toEqual({
      code: 0,
      stdout:
        `${folder}/evergrant.yaml is good: deployment desk\n` +
        `  state      ${folder}/state\n` +
        '  grant      crew (client desk, account ops@example.com)\n' +
        `  sink       crew-file: token crew into ${folder}/crew.json\n`,
      stderr: '',
    });
  });

  it('prints names and warnings as one JSON document', async () => {
    const { code, stdout } = await placeWith(yaml(FORESEEN)).check('--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      deployment: 'desk',
      engine: { kind: 'machine' },
      grants: ['crew'],
      tokens: ['crew'],
      sinks: ['crew-file'],
      daemons: [],
      warnings: [],
    });
  });

  it('finds the declaration by --config, by $EVERGRANT_CONFIG and below the home', async () => {
    const { folder } = placeWith(declarationFor('https://issuer.example'));
    const elsewhere = cli.folder();
    const path = `${folder}/evergrant.yaml`;
    const found = [
      await cli.run(['check', '--config', path], { folder: elsewhere }),
      await cli.run(['check', '-c', path], { folder: elsewhere }),
      await cli.run(['check'], { folder: elsewhere, environment: { EVERGRANT_CONFIG: path } }),
    ];
    expect(found.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  it('names the places that were looked at when there is none', async () => {
    const folder = cli.folder();
    const { code, stderr } = await cli.run(['check'], { folder });
    expect(code).toBe(78);
    expect(stderr).toContain(`${folder}/evergrant.yaml`);
    expect(stderr).toMatch(/\nnext: .+\n$/);
  });

  it.each<[string, string, readonly RegExp[]]>([
    ['is not YAML', 'version: [1', [/evergrant\.yaml:1:\d+ is not YAML/]],
    ['has an unknown key', yaml({ grant: {} }), [/grant: unknown key/, /grants/]],
    [
      'has a value of the wrong type',
      yaml({ grants: { crew: { client: 'desk', scopes: 'sheets' } } }),
      [/grants\.crew\.scopes/, /a list of scopes/],
    ],
    [
      'names a preset that there is not',
      yaml({ clients: { desk: { issuer: 'gogle', clientId: 'x' } } }),
      [/gogle/, /google/],
    ],
    [
      'refers to a client that is not declared',
      yaml({ grants: { crew: { client: 'dusk' } } }),
      [/dusk/, /desk/],
    ],
    [
      'speaks plain http to a host that is not loopback',
      yaml({ clients: { desk: { issuer: { discovery: 'http://issuer.example' }, clientId: 'x' } } }),
      [
        /clients\.desk\.issuer\.discovery/,
        /an https address; http only for 127\.0\.0\.0\/8, ::1 and localhost/,
      ],
    ],
    [
      'holds a client secret',
      yaml({ clients: { desk: { issuer: 'google', clientId: 'x', clientSecret: 'very-secret' } } }),
      [/clients\.desk\.clientSecret/, /clientSecretFile/],
    ],
  ])('exits 78 when it %s, and names the fix', async (_sentence, text, patterns) => {
    const { code, stdout, stderr } = await placeWith(text).check();
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    for (const pattern of patterns) expect(stderr).toMatch(pattern);
    expect(stderr).toMatch(/\nnext: .+\n$/);
    expect(stderr).not.toContain('very-secret');
  });

  it('names every problem at once', async () => {
    const { stderr } = await placeWith(
      yaml({ grant: {}, sinks: { a: { token: 'nobody', file: 'x', mode: 'rw' } } }),
    ).check();
    expect(stderr).toMatch(/grant: unknown key/);
    expect(stderr).toMatch(/sinks\.a\.mode/);
  });

  it.each([
    ['credentialsFile', '{"installed":{"client_id":"c","client_secret":"very-secret"}}'],
    ['clientSecretFile', 'very-secret'],
  ])('refuses a %s that group or others may read, with the command that closes it', async (key, secret) => {
    const { folder, check } = placeWith(yaml({ clients: { desk: { ...client(key), issuer: 'google' } } }));
    const path = `${folder}/secret`;
    writeFileSync(path, secret);
    chmodSync(path, 0o640);
    const { code, stdout, stderr } = await check();
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toBe(
      `evergrant: clients.desk.${key}: the file of the client secret of "desk" is open to others (mode 0640): ${path}\nnext: chmod 600 ${path}\n`,
    );
    chmodSync(path, 0o600);
    expect((await check()).code).toBe(0);
  });

  it('names every secret file that the broker will not take', async () => {
    const clients = {
      desk: { ...client('credentialsFile'), issuer: 'google' },
      books: { issuer: 'xero', clientId: 'c', clientSecretFile: './books' },
    };
    const { folder, check } = placeWith(yaml({ clients }));
    writeFileSync(`${folder}/secret`, 'no json', { mode: 0o600 });
    writeFileSync(`${folder}/books`, 's');
    chmodSync(`${folder}/books`, 0o604);
    const { code, stderr } = await check();
    expect(code).toBe(78);
    expect(stderr).toMatch(
      /clients\.desk\.credentialsFile: .* is not JSON\nclients\.books\.clientSecretFile: .* \(mode 0604\)/,
    );
    expect(stderr).toMatch(/\nnext: make a client .*docs\/google-client\.md.*\nnext: chmod 600 .*books\n$/);
  });

  it('warns of a secret file that is not there, and of nothing else about it', async () => {
    const { folder, check } = placeWith(
      yaml({ clients: { desk: { ...client('clientSecretFile'), issuer: 'xero' } } }),
    );
    const { code, stderr } = await check();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `warning: clients.desk.clientSecretFile: the file of the client secret of "desk" is missing: ${folder}/secret; next: create ${folder}/secret with mode 0600\n`,
    });
    expect(JSON.parse((await check('--json')).stdout).warnings).toMatchObject([
      { code: 'SecretFileMissing' },
    ]);
  });

  it('names files of clients and of grants, programs and the token socket at once', async () => {
    const { folder, check } = placeWith(
      yaml({
        clients: { desk: { ...client('credentialsFile'), issuer: 'google' } },
        grants: {
          crew: { client: 'desk', scopes: ['sheets'] },
          robot: { kind: 'service-account', keyFile: './robot.json', scopes: ['sheets'] },
          cloud: { kind: 'aws-federation', credentialsFile: './aws.json', scopes: ['sheets'] },
        },
        sinks: {
          a: { token: 'crew', file: './a', afterDelivery: { command: ['no-such-program'] } },
        },
        tokenSocket: { group: 'no-such-group', tokens: ['crew'], path: '/run/evergrant/t.sock' },
      }),
    );
    writeFileSync(`${folder}/secret`, 'no json', { mode: 0o600 });
    writeFileSync(`${folder}/robot.json`, '{}', { mode: 0o600 });
    const { code, stderr } = await check();
    expect(code).toBe(78);
    expect(stderr).toMatch(/sinks\.a\.afterDelivery\.command: the program no-such-program is not found/);
    expect(stderr).toMatch(/tokenSocket\.group: .*no-such-group/);
    expect(stderr).toMatch(/clients\.desk\.credentialsFile: .*is not JSON/);
    expect(stderr).toMatch(/grants\.robot\.keyFile: the key file .*robot\.json /);
    expect(stderr).toMatch(/grants\.cloud\.credentialsFile: .*aws\.json cannot be read/);
    expect(stderr).toContain(`--output-file ${folder}/aws.json`);
    expect(stderr).toContain(`keys create ${folder}/robot.json`);
  });

  it('warns of a sink whose directory is not there, with the command that makes it', async () => {
    const { folder, check } = placeWith(
      yaml({ ...FORESEEN, sinks: { a: { token: 'crew', file: './nowhere/token.json' } } }),
    );
    const { code, stderr } = await check();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `warning: sinks.a.file: ${folder}/nowhere/token.json: there is no directory ${folder}/nowhere; next: make it (mkdir -p ${folder}/nowhere), or correct the sink's file in the declaration\n`,
    });
    expect(JSON.parse((await check('--json')).stdout).warnings).toMatchObject([
      { code: 'SinkDirectoryMissing', path: 'sinks.a.file' },
    ]);
  });

  it('warns on stderr of what is good and will surprise', async () => {
    const { code, stderr } = await placeWith(yaml({ alerts: {} })).check();
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: alerts: nobody is told: .+\nwarning: grants\.crew: no end of this grant is known/,
    );
  });
});

/** An issuer of which an end is known, so that nothing is to be warned of. */
const FORESEEN = {
  clients: {
    desk: { issuer: { discovery: 'https://issuer.example', grantLifetime: '90d' }, clientId: 'desk' },
  },
};

function client(key: string): Record<string, string> {
  return { [key]: './secret', ...(key === 'clientSecretFile' && { clientId: 'c' }) };
}

function placeWith(text: string) {
  const folder = cli.folder();
  writeFileSync(`${folder}/evergrant.yaml`, text);
  return { folder, check: (...words: string[]) => cli.run(['check', ...words], { folder }) };
}

function yaml(change: Record<string, unknown>): string {
  return declarationFor('https://issuer.example', change);
}
