import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { declare, parseYamlDeclaration } from '../../support/declare.ts';

const SYSTEM_ONE = `
version: 1
deployment: jada
alerts:
  critical: { file: /var/log/jada-agent-alerts.log, after: 3 }
  ops: { slack: { urlFile: ~/.config/evergrant/slack-url } }
clients:
  google: { issuer: google, type: installed, publishingStatus: production, credentialsFile: gmail.json }
grants:
  crew-sheets: { client: google, account: ops@example.com, scopes: [spreadsheets, openid] }
  office: { client: google, scopes: [gmail.readonly], warnBefore: [24h, 30d], refreshAfter: 0.5 }
tokens:
  sheets: { grant: crew-sheets }
sinks:
  port-sheet-token: { token: sheets, file: /opt/jada/token.json, owner: jada, mode: "0640" }
  cache: { token: office, file: token, shape: raw }
daemons:
  port-sheet:
    command: [python3, sync.py]
    every: 30m
    uses: [port-sheet-token]
    limitReached: { exitCode: 1, log: max turns }
  gmail: { external: true, uses: [cache] }
`;

const GRANT = 'clients: {c: {clientId: id, issuer: xero}}, grants: {g: {client: c}}';

describe('a declaration', () => {
  const declaration = declare(SYSTEM_ONE);

  it('is wired: daemons know their sinks, sinks their token, tokens their grant, grants their client', () => {
    const daemon = declaration.daemons.get('port-sheet');
    const [sink] = daemon?.uses ?? [];
    expect(sink).toBe(declaration.sinks.get('port-sheet-token'));
    const grant = declaration.grants.get('crew-sheets');
    expect(sink?.token.credential).toBe(grant);
    expect(grant?.kind === 'consent' && grant.client).toBe(declaration.clients.get('google'));
  });

  it('gives a grant that no token names a token of its own name, and no other grant one', () => {
    expect(
      [...declaration.tokens.values()].map(({ name, credential, implicit }) => [
        name,
        credential.name,
        implicit,
      ]),
    ).toEqual([
      ['sheets', 'crew-sheets', false],
      ['office', 'office', true],
    ]);
  });

  it('has every default filled in', () => {
    expect(declaration.grants.get('crew-sheets')).toMatchObject({
      warnBefore: [30 * DAY, 7 * DAY, 48 * HOUR, 24 * HOUR],
      refreshAfter: 2 / 3,
      verifyEvery: undefined,
    });
    expect(declaration.daemons.get('port-sheet')).toMatchObject({
      schedule: { kind: 'every', interval: 30 * MINUTE },
      onFailure: { after: 3, backoff: [30 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR] },
      environment: {},
      timeout: undefined,
    });
    expect(declaration.sinks.get('cache')).toMatchObject({ mode: 0o600, owner: undefined });
    expect(declaration.engine).toEqual({
      kind: 'machine',
      stateDirectory: '/var/lib/evergrant/jada',
      isDefault: true,
    });
  });

  it('has paths resolved, scopes in full, leads sorted and modes as bits', () => {
    expect(declaration.sinks.get('cache')?.file).toBe('/etc/evergrant/token');
    expect(declaration.sinks.get('port-sheet-token')?.mode).toBe(0o640);
    expect(declaration.alerts.get('ops')).toEqual({
      kind: 'slack',
      name: 'ops',
      url: { kind: 'file', path: '/home/ops/.config/evergrant/slack-url' },
    });
    expect(declaration.grants.get('crew-sheets')?.scopes).toEqual([
      'https://www.googleapis.com/auth/spreadsheets',
      'openid',
    ]);
    expect(declaration.grants.get('office')?.warnBefore).toEqual([30 * DAY, 24 * HOUR]);
    expect(declaration.clients.get('google')?.credentials).toEqual({
      kind: 'credentialsFile',
      path: '/etc/evergrant/gmail.json',
    });
  });

  it('knows what each sink is written like, and keeps the mode of a file that is not ours', () => {
    const { sinks, daemons } = declare(`{version: 1, ${GRANT}, sinks: {
      j: {token: g, file: /j, shape: json, fields: {a: token.value, e: {from: token.expiresAt, format: epochSeconds}, c: {constant: null}}},
      d: {token: g, file: /d, shape: dotenv, fields: {A: token.value}},
      e: {token: g, file: /d, shape: dotenv, fields: {B: token.value}},
      p: {token: g, patch: {file: /p, pointer: /a, also: {/b: token.generation}}, mode: "0640", adoption: {within: 1m, probe: [x, y]}},
      q: {token: g, patch: {file: /p, pointer: /c}, afterDelivery: {signal: HUP, pidFile: run.pid}},
      r: {token: g, file: /r, afterDelivery: {command: [systemctl, reload, x]}}
    }, daemons: {m: {command: [x], keepRunning: true, onNewToken: restart, uses: [j, {token: g, via: environment, variable: T}]}}}`);
    expect(sinks.get('j')).toMatchObject({
      mode: 0o600,
      shape: {
        kind: 'json',
        fields: new Map<string, unknown>([
          ['a', { kind: 'part', of: 'value' }],
          ['e', { kind: 'instant', of: 'expiresAt', format: 'epochSeconds' }],
          ['c', { kind: 'constant', value: null }],
        ]),
      },
    });
    expect(sinks.get('d')).toMatchObject({
      mode: undefined,
      adoption: { within: 5 * MINUTE, probe: undefined },
    });
    expect(sinks.get('p')).toMatchObject({
      file: '/p',
      mode: 0o640,
      adoption: { within: MINUTE, probe: ['x', 'y'] },
      shape: {
        fields: new Map([
          ['/a', { kind: 'part', of: 'value' }],
          ['/b', { kind: 'part', of: 'generation' }],
        ]),
      },
    });
    expect(sinks.get('q')?.afterDelivery).toEqual({
      kind: 'signal',
      signal: 'HUP',
      pidFile: '/etc/evergrant/run.pid',
    });
    expect(sinks.get('r')?.afterDelivery).toMatchObject({ kind: 'command', timeout: 30_000 });
    expect(daemons.get('m')).toMatchObject({
      restart: { drain: 30_000 },
      uses: [{ name: 'j' }],
      tokens: [{ via: 'environment', variable: 'T', token: { name: 'g' } }],
    });
  });

  it('knows a daemon that somebody else starts', () => {
    expect(declaration.daemons.get('gmail')).toEqual({
      kind: 'external',
      name: 'gmail',
      uses: [declaration.sinks.get('cache')],
      tokens: [],
    });
  });

  it('keeps a webhook address out of JSON', () => {
    const alerts = declare(
      '{version: 1, alerts: {ops: {webhook: {url: "https://hooks.example.com/T0/secret"}}}}',
    ).alerts;
    expect(JSON.stringify([...alerts])).not.toContain('hooks.example.com');
  });
});

describe('an issuer', () => {
  const issuer = (text: string) =>
    declare(`{version: 1, clients: {c: {clientId: id, issuer: ${text}}}}`).clients.get('c')?.issuer;

  it('is found by discovery, with facts that win over it', () => {
    expect(
      issuer(
        '{discovery: "http://127.0.0.1:4000", rotation: always, grace: 10s, grantLifetime: 2m, accessTokenLifetime: 12s}',
      ),
    ).toEqual({
      base: { kind: 'discovery', url: 'http://127.0.0.1:4000' },
      overrides: {
        rotation: { kind: 'always', grace: 10_000 },
        grantLife: 2 * MINUTE,
        accessTokenLife: 12_000,
      },
    });
  });

  it('may be two endpoints', () => {
    const endpoints = {
      authorizationEndpoint: 'https://a.example/auth',
      tokenEndpoint: 'https://a.example/token',
    };
    expect(
      issuer('{authorizationEndpoint: "https://a.example/auth", tokenEndpoint: "https://a.example/token"}'),
    ).toEqual({
      base: { kind: 'explicit', ...endpoints },
      overrides: endpoints,
    });
  });

  it('may be a preset with another address', () => {
    const moved = issuer('{preset: gitlab, tokenEndpoint: "https://git.example/oauth/token"}');
    expect(moved?.base).toMatchObject({ kind: 'preset', preset: { name: 'gitlab' } });
    expect(moved?.overrides).toEqual({ tokenEndpoint: 'https://git.example/oauth/token' });
  });
});

describe('a bad declaration', () => {
  it('yields all its problems at once, of schema and of rules', () => {
    const result = parseYamlDeclaration(`
version: 2
clients: { google: { issuer: gogle } }
grants: { crew: { client: goggle, scops: [] } }
`);
    expect(result).toMatchObject({ kind: 'invalid' });
    const problems = result.kind === 'invalid' ? result.problems : [];
    expect(problems.map(({ kind, path }) => `${kind} ${path.join('.')}`).sort()).toEqual([
      'malformed version',
      'missing clients.google.clientId',
      'undefinedReference grants.crew.client',
      'unknownIssuer clients.google.issuer',
      'unknownKey grants.crew.scops',
    ]);
  });

  it.each([null, 7, 'text', []])('is %j', (raw) => {
    expect(parseYamlDeclaration(JSON.stringify(raw))).toMatchObject({
      kind: 'invalid',
      problems: [{ path: [], kind: 'wrongType', expected: 'a mapping' }],
    });
  });

  it('runs in AWS where its engine says so, and tells the subscribers of a topic', () => {
    const { engine, alerts } = declare(`
version: 1
engine: { kind: aws, region: us-east-1, account: "123456789012" }
alerts:
  mail: { email: ops@example.com }
  pager: { https: https://pager.example.com/hook }
  chat: { slackChannel: { workspaceId: T0123ABCD, channelId: C0123ABCD } }
`);
    expect(engine).toEqual({ kind: 'aws', region: 'us-east-1', account: '123456789012' });
    expect([...alerts.values()]).toEqual([
      { kind: 'email', name: 'mail', address: 'ops@example.com' },
      { kind: 'https', name: 'pager', url: 'https://pager.example.com/hook' },
      { kind: 'slackChannel', name: 'chat', workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
    ]);
  });
});
