import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDeclaration } from '../../../adapters/config-file/read-declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { isFault } from '../../../core/fault.ts';

const CLIENT = 'clients: { c: { issuer: xero, clientId: id } }';
const GRANT = `${CLIENT}\ngrants: { g: { client: c } }`;
const SINK = `${GRANT}\nsinks: { s: { token: g, file: t } }`;

/** One declaration per rule, and what is said of it; a place is line:column, counted from the line after `version`. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  [
    'an unknown key',
    'grants: { g: { client: c, scops: [] } }',
    'grants.g.scops: unknown key; did you mean "scopes"?',
  ],
  [
    'an unknown key far from all others',
    'zebra: 1',
    'zebra: unknown key; known here: version, deployment, engine, alerts, clients, grants, apiKeys, signingKeys, tokens, sinks, daemons, hosts, metadata, tokenSocket, web',
  ],
  [
    'a wrong type',
    `${CLIENT}\ngrants: { g: { client: c, scopes: all } }`,
    'grants.g.scopes: expected a list of scopes, got text',
  ],
  ['an empty section', 'clients:', 'clients: expected a mapping from names to declarations, got nothing'],
  ['a missing key', 'sinks: { s: { token: g } }', 'sinks.s.file: missing; expected a path'],
  [
    'a word that is nearly one of those',
    'engine: { kind: machin }',
    'engine.kind: expected "machine" or "aws", got "machin"; did you mean "machine"?',
  ],
  [
    'a misspelt key without which another would be missing',
    'clients: { c: { isuer: google } }',
    'clients.c.isuer: unknown key; did you mean "issuer"?',
  ],
  [
    'a name that reads as a path',
    'clients: { a.b.c/d: { issuer: google } }',
    'clients: "a.b.c/d", of 7 characters, is no name here; expected a name of letters, digits, ".", "_" and "-" that starts with a letter or digit, 64 at most',
  ],
  [
    'a bad name',
    'deployment: ../up',
    'deployment: expected a name of letters, digits, ".", "_" and "-" that starts with a letter or digit, 64 at most, got "../up"',
  ],
  [
    'an undefined client',
    `${CLIENT}\ngrants: { g: { client: cc } }`,
    'grants.g.client: nothing is declared as "cc"; did you mean "c"? declared: c',
  ],
  [
    'an undefined grant',
    `${GRANT}\ntokens: { t: { grant: office } }`,
    'tokens.t.grant: nothing is declared as "office"; declared: g',
  ],
  [
    'an undefined token',
    `${GRANT}\nsinks: { s: { token: sheets, file: t } }`,
    'sinks.s.token: nothing is declared as "sheets"; declared: g',
  ],
  [
    'a grant that a declared token stands for',
    `${GRANT}\ntokens: { t: { grant: g } }\nsinks: { s: { token: g, file: t } }`,
    'sinks.s.token: nothing is declared as "g"; did you mean "t"? declared: t',
  ],
  [
    'an undefined sink',
    `${SINK}\ndaemons: { d: { external: true, uses: [s, sheet] } }`,
    'daemons.d.uses[1]: nothing is declared as "sheet"; declared: s',
  ],
  [
    'a reference to nothing at all',
    'grants: { g: { client: c } }',
    'grants.g.client: nothing is declared as "c"; declared: none',
  ],
  [
    'an unknown issuer',
    'clients: { c: { issuer: gogle, clientId: id } }',
    'clients.c.issuer: there is no preset "gogle"; did you mean "google"? presets: atlassian, auth0, box, discord, dropbox, fitbit, github, gitlab, google, hubspot, linear, linkedin, microsoft, notion, okta, quickbooks, salesforce, slack, spotify, strava, twitch, x, xero, zoho, zoom; any other issuer needs { discovery: URL } or its endpoints',
  ],
  [
    'an issuer without TLS',
    'clients: { c: { issuer: { discovery: "http://a.example" }, clientId: id } }',
    'clients.c.issuer.discovery: expected an https address; http only for 127.0.0.0/8, ::1 and localhost, got "http://a.example"',
  ],
  [
    'an issuer with half its endpoints',
    'clients: { c: { issuer: { tokenEndpoint: "https://a.example/t" }, clientId: id } }',
    'clients.c.issuer: expected "preset", "discovery", or both "authorizationEndpoint" and "tokenEndpoint", got "tokenEndpoint"',
  ],
  [
    'an issuer of no form',
    'clients: { c: { issuer: 7, clientId: id } }',
    'clients.c.issuer: expected the name of a preset, or a mapping with `preset`, `discovery` or endpoints, got a number',
  ],
  [
    'a grace without rotation',
    'clients: { c: { issuer: { discovery: "https://a.example", grace: 10s }, clientId: id } }',
    'clients.c.issuer.grace: this key stands only beside "rotation: always"',
  ],
  [
    'a literal secret',
    'clients: { c: { issuer: xero, clientId: id, clientSecret: hunter2 } }',
    'clients.c.clientSecret: a secret does not belong in a file that is shared and committed; write clientSecretFile, clientSecretEnv or credentialsFile',
  ],
  [
    'two secrets',
    'clients: { c: { issuer: xero, clientId: id, clientSecretFile: a, clientSecretEnv: B } }',
    'clients.c: expected one of "clientSecretFile", "clientSecretEnv", "credentialsFile", got "clientSecretFile", "clientSecretEnv"',
  ],
  [
    'a client without identifier',
    'clients: { c: { issuer: xero } }',
    'clients.c.clientId: missing; expected the client identifier, or credentialsFile beside it',
  ],
  [
    'an identifier beside a credentials file',
    'clients: { c: { issuer: google, clientId: id, credentialsFile: f } }',
    'clients.c.clientId: this key is in the file that credentialsFile names',
  ],
  [
    'two sinks on one file',
    `${GRANT}\nsinks: { s: { token: g, file: t }, u: { token: g, file: ./x/../t } }`,
    'sinks.u.file: taken by sinks.s; expected a file of its own',
  ],
  [
    'a token named after another grant',
    `${CLIENT}\ngrants: { g: { client: c }, h: { client: c } }\ntokens: { h: { grant: g } }`,
    'tokens.h: taken by grants.h; expected a name that no grant has',
  ],
  [
    'a span without unit',
    `${CLIENT}\ngrants: { g: { client: c, verifyEvery: "30" } }`,
    'grants.g.verifyEvery: expected a span such as 30m, 1h30m or 7d, longer than nothing, got "30"',
  ],
  [
    'a span of nothing',
    `${CLIENT}\ngrants: { g: { client: c, verifyEvery: 0s } }`,
    'grants.g.verifyEvery: expected a span such as 30m, 1h30m or 7d, longer than nothing, got "0s"',
  ],
  [
    'a fraction out of range',
    `${CLIENT}\ngrants: { g: { client: c, refreshAfter: 1 } }`,
    'grants.g.refreshAfter: expected a number from 0.05 to 0.95, got 1',
  ],
  [
    'a mode without quotes',
    `${GRANT}\nsinks: { s: { token: g, file: t, mode: 0600 } }`,
    'sinks.s.mode: expected permission bits in quotes, such as "0600", got a number',
  ],
  [
    'a shape that nothing writes',
    `${GRANT}\nsinks: { s: { token: g, file: t, shape: netrc } }`,
    'sinks.s.shape: expected "access-token-json" or "raw" or "json" or "dotenv" or "google-authorized-user", got "netrc"',
  ],
  [
    'a sink of a file and a patch',
    `${GRANT}\nsinks: { s: { token: g, file: t, patch: { file: u, pointer: /a } } }`,
    'sinks.s.file: this key has no meaning beside "patch", which says what is written where',
  ],
  [
    'a pointer without a slash',
    `${GRANT}\nsinks: { s: { token: g, patch: { file: u, pointer: a.b } } }`,
    'sinks.s.patch.pointer: expected a JSON Pointer to a value inside the file, such as /profiles/openai/access, got "a.b"',
  ],
  [
    'a pointer to the whole file',
    `${GRANT}\nsinks: { s: { token: g, patch: { file: u, pointer: "" } } }`,
    'sinks.s.patch.pointer: expected a JSON Pointer to a value inside the file, such as /profiles/openai/access, got ""',
  ],
  [
    'two sinks at one place of a file',
    `${GRANT}\nsinks: { s: { token: g, patch: { file: u, pointer: /a } }, t: { token: g, patch: { file: u, pointer: /b, also: { /a: token.scope } } } }`,
    'sinks.t.patch.file: taken by sinks.s; expected a file or a place of its own',
  ],
  [
    'a patch in the file of another sink',
    `${GRANT}\nsinks: { s: { token: g, file: u }, t: { token: g, patch: { file: u, pointer: /b } } }`,
    'sinks.t.patch.file: taken by sinks.s; expected a file or a place of its own',
  ],
  [
    'json without fields',
    `${GRANT}\nsinks: { s: { token: g, file: t, shape: json } }`,
    'sinks.s.fields: missing; expected names with what stands there, one of them token.value',
  ],
  [
    'fields without the token',
    `${GRANT}\nsinks: { s: { token: g, file: t, shape: json, fields: { a: token.scope } } }`,
    'sinks.s.fields: expected names with what stands there, one of them token.value',
  ],
  [
    'a source that is none',
    `${GRANT}\nsinks: { s: { token: g, file: t, shape: json, fields: { a: token.value, b: token.refresh } } }`,
    'sinks.s.fields.b: expected one of token.value, token.type, token.scope, token.generation, token.fingerprint, token.expiresAt, token.issuedAt, or a mapping with "from" or "constant", got "token.refresh"',
  ],
  [
    'a field of two sources',
    `${GRANT}\nsinks: { s: { token: g, file: t, shape: json, fields: { a: token.value, b: { from: token.scope, constant: c } } } }`,
    'sinks.s.fields.b: expected one of "from", "constant", got both',
  ],
  [
    'a format of what is no instant',
    `${GRANT}\nsinks: { s: { token: g, file: t, shape: json, fields: { a: { from: token.value, format: iso } } } }`,
    'sinks.s.fields.a.format: this key stands only beside token.expiresAt and token.issuedAt',
  ],
  [
    'a variable that no shell takes',
    `${GRANT}\nsinks: { s: { token: g, file: t, shape: dotenv, fields: { a-b: token.value } } }`,
    'sinks.s.fields.a-b: expected the name of a variable',
  ],
  [
    'a signal without a process',
    `${GRANT}\nsinks: { s: { token: g, file: t, afterDelivery: { signal: HUP } } }`,
    'sinks.s.afterDelivery.pidFile: missing; expected the file that holds the number of the process',
  ],
  [
    'a signal that ends everything',
    `${GRANT}\nsinks: { s: { token: g, file: t, afterDelivery: { signal: KILL, pidFile: p } } }`,
    'sinks.s.afterDelivery.signal: expected "HUP" or "USR1" or "USR2" or "TERM", got "KILL"',
  ],
  [
    'a token in the environment of what somebody else starts',
    `${GRANT}\ndaemons: { d: { external: true, uses: [{ token: g, via: environment, variable: T }] } }`,
    'daemons.d.uses[0].via: the environment of a program that somebody else starts cannot be set; declare a sink, or "via: socket"',
  ],
  [
    'a token in the environment without a variable',
    `${GRANT}\ndaemons: { d: { command: [x], every: 1h, uses: [{ token: g, via: environment }] } }`,
    'daemons.d.uses[0].variable: missing; expected the name of an environment variable',
  ],
  [
    'a variable that is set twice',
    `${GRANT}\ndaemons: { d: { command: [x], every: 1h, environment: { T: t }, uses: [{ token: g, via: environment, variable: T }] } }`,
    'daemons.d.uses[0].variable: taken by another T of this daemon; expected a variable of its own',
  ],
  [
    'a token that nobody declares',
    `${GRANT}\ndaemons: { d: { command: [x], every: 1h, uses: [{ token: sheets, via: socket }] } }`,
    'daemons.d.uses[0].token: nothing is declared as "sheets"; declared: g',
  ],
  [
    'a restart of scheduled runs',
    `${GRANT}\ndaemons: { d: { command: [x], every: 1h, onNewToken: restart } }`,
    'daemons.d.onNewToken: this key stands only beside "keepRunning"; each scheduled run starts with the newest token',
  ],
  [
    'a drain without a restart',
    `${GRANT}\ndaemons: { d: { command: [x], keepRunning: true, drain: 5s } }`,
    'daemons.d.drain: this key stands only beside "onNewToken: restart"',
  ],
  [
    'an engine that does not exist',
    'engine: { kind: cloud }',
    'engine.kind: expected "machine" or "aws", got "cloud"',
  ],
  [
    'an aws engine without a Region',
    'engine: { kind: aws }',
    'engine.region: missing; expected the Region of the stacks, such as us-east-1',
  ],
  [
    'an aws engine with a state directory',
    'engine: { kind: aws, region: us-east-1, stateDirectory: /s }',
    'engine.stateDirectory: this key stands only beside "kind: machine": this engine keeps state in its ledger table',
  ],
  [
    'an account number that YAML takes for a number',
    'engine: { kind: aws, region: us-east-1, account: 123456789012 }',
    'engine.account: expected the 12 digits of an AWS account, in quotes, got a number',
  ],
  [
    'a Region of the machine engine',
    'engine: { region: us-east-1 }',
    'engine.region: this key stands only beside "kind: aws" of the engine',
  ],
  [
    'an e-mail address on one machine',
    'alerts: { a: { email: ops@example.com } }',
    'alerts.a.email: this key stands only beside "kind: aws" of the engine',
  ],
  [
    'an incoming webhook in AWS',
    'engine: { kind: aws, region: us-east-1 }\nalerts: { a: { slack: { urlFile: u } } }',
    'alerts.a.slack: this key is of the machine engine; a topic of SNS tells "email", "https" or "slackChannel"',
  ],
  [
    'tokens of a life too short for Secrets Manager',
    'engine: { kind: aws, region: us-east-1 }\nclients: { g: { clientId: id, issuer: { preset: xero, accessTokenLifetime: 12s } } }',
    'clients.g.issuer: expected an issuer whose access tokens live 15 minutes or more: Secrets Manager takes one write of a secret in 10 minutes; use "kind: machine" for shorter ones',
  ],
  [
    'a systemd unit of a program that we start',
    'daemons: { d: { command: [d], every: 1h, unit: d.service } }',
    'daemons.d.unit: this key stands only beside "external: true"',
  ],
  [
    'sessions that nothing tells of',
    'daemons: { d: { external: true, unit: d.service, sessions: { perDay: 5 } } }',
    'daemons.d.sessions.begins: missing; expected text of the lines that say that a session began',
  ],
  [
    'sessions that are counted nowhere',
    'daemons: { d: { external: true, sessions: { perDay: 5, begins: begins } } }',
    'daemons.d: expected one of "unit", "log", in which sessions are counted',
  ],
  [
    'signing keys under the name of the sketch',
    'keys: { k: {} }',
    'keys: this key is called "signingKeys", beside "apiKeys"',
  ],
  [
    'an alert channel of two kinds',
    'alerts: { a: { file: f, slack: { urlFile: u } } }',
    'alerts.a: expected one of "file", "webhook", "slack", "email", "https", "slackChannel", got "file", "slack"',
  ],
  [
    'an alert threshold without a file',
    'alerts: { a: { slack: { urlFile: u }, after: 2 } }',
    'alerts.a.after: this key stands only beside "file"',
  ],
  [
    'a webhook without address',
    'alerts: { a: { webhook: {} } }',
    'alerts.a.webhook: expected one of "url", "urlFile", got none of them',
  ],
  [
    'a daemon without command',
    'daemons: { d: { every: 1h } }',
    'daemons.d: expected one of "command", "external", got none of them',
  ],
  [
    'a daemon without schedule',
    'daemons: { d: { command: [node] } }',
    'daemons.d: expected one of "every", "keepRunning", got none of them',
  ],
  [
    'an external daemon with a schedule',
    'daemons: { d: { external: true, every: 1h } }',
    'daemons.d.every: this key stands only beside "command"',
  ],
  [
    'an empty back-off',
    'daemons: { d: { command: [node], every: 1h, onFailure: { backoff: [] } } }',
    'daemons.d.onFailure.backoff: expected at least one span',
  ],
];

describe('a configuration file', () => {
  let folder: string;
  const reader = { home: '/home/ops', environment: {} };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evergrant-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Writes the text and returns the fault that reading it throws, with the folder left out of its message. */
  const refusalOf = async (text: string) => {
    const file = join(folder, 'evergrant.yaml');
    await writeFile(file, text);
    const fault: unknown = await readDeclaration(file, reader).catch((error: unknown) => error);
    if (!isFault(fault)) throw new Error('the file was accepted');
    return {
      code: fault.code,
      exitCode: fault.exitCode,
      message: fault.message.replaceAll(`${folder}/`, ''),
    };
  };

  it.each(REFUSED)('is refused for %s', async (_, yaml, expected) => {
    const { code, exitCode, message } = await refusalOf(`version: 1\n${yaml}\n`);
    expect({ code, exitCode }).toEqual({ code: 'ConfigInvalid', exitCode: 78 });
    const lines = message.split('\n').map((line) => line.replace(/^evergrant\.yaml:\d+:\d+ /, ''));
    expect(lines).toContain(expected);
  });

  it('is refused for another version of the format', async () => {
    const { message } = await refusalOf('version: 2');
    expect(message).toBe('evergrant.yaml:1:10 version: expected 1, the only version of this format, got 2');
  });

  it('never has a value repeated that may be a secret', async () => {
    const { message } = await refusalOf(
      'version: 1\nclients: { c: { issuer: xero, clientId: id, clientSecret: hunter2 } }\nalerts: { a: { slack: { url: hunter3 } } }',
    );
    expect(message).not.toMatch(/hunter/);
  });

  it('has all its problems named in one go, each with line and column, in the order of the file', async () => {
    const { message } = await refusalOf(`version: 1
clients:
  google:
    issuer: gogle
    clientId: id
    clientSecret: hunter2
grants:
  crew:
    client: google
    scops: [spreadsheets]
    verifyEvery: soon
daemons:
  sync: { command: [node], every: 30m, uses: [sink] }
`);
    expect(message.split('\n').map((line) => line.slice(0, 60))).toEqual([
      'evergrant.yaml:4:13 clients.google.issuer: there is no prese',
      'evergrant.yaml:6:5 clients.google.clientSecret: a secret doe',
      'evergrant.yaml:10:5 grants.crew.scops: unknown key; did you ',
      'evergrant.yaml:11:18 grants.crew.verifyEvery: expected a spa',
      'evergrant.yaml:13:47 daemons.sync.uses[0]: nothing is declar',
    ]);
  });

  it.each([
    [
      'version: [1',
      '1:12 is not YAML: the indentation does not fit the lines above, or a bracket is missing',
    ],
    ['version: 1\n\tdeployment: x', '2:1 is not YAML: tabs cannot indent'],
    ['version: 1\nversion: 1', '2:1 is not YAML: this key stands here twice'],
    ['a: b: c', '1:4 is not YAML: a mapping cannot start on the line of its key'],
  ])('that is not YAML is refused at the place: %j', async (text, expected) => {
    expect(await refusalOf(text)).toEqual({
      code: 'ConfigNotYaml',
      exitCode: 78,
      message: `evergrant.yaml:${expected}`,
    });
  });

  it.each(['', '\n', '# nothing yet\n'])('that is empty is refused: %j', async (text) => {
    expect(await refusalOf(text)).toMatchObject({
      code: 'ConfigInvalid',
      message: 'evergrant.yaml:1:1 the file is empty; expected at least "version: 1"',
    });
  });

  it('that is missing is refused with the next command', async () => {
    await expect(readDeclaration(join(folder, 'none.yaml'), reader)).rejects.toMatchObject({
      code: 'ConfigMissing',
      exitCode: 78,
      message: expect.stringContaining('none.yaml'),
      remedy: expect.stringContaining('evergrant check --config FILE'),
    });
  });

  it('that is a folder is refused', async () => {
    await mkdir(join(folder, 'folder.yaml'));
    await expect(readDeclaration(join(folder, 'folder.yaml'), reader)).rejects.toMatchObject({
      code: 'ConfigUnreadable',
      message: expect.stringContaining('EISDIR'),
    });
  });

  it('has its paths counted from its own folder and from home, and state kept where XDG says', async () => {
    const file = join(folder, 'evergrant.yaml');
    await writeFile(
      file,
      `version: 1\n${GRANT}\nsinks: { near: { token: g, file: t }, home: { token: g, file: ~/t } }`,
    );
    const declaration = await readDeclaration(file, {
      home: '/home/ops',
      environment: { XDG_STATE_HOME: '/state' },
    });
    expect([...declaration.sinks.values()].map((sink) => sink.file)).toEqual([
      join(folder, 't'),
      '/home/ops/t',
    ]);
    expect(machineEngine(declaration).stateDirectory).toBe('/state/evergrant/default');
  });

  it('has state kept below ~/.local/state without XDG, or with a relative one', async () => {
    const file = join(folder, 'evergrant.yaml');
    await writeFile(file, 'version: 1\ndeployment: jada');
    for (const environment of [{}, { XDG_STATE_HOME: 'relative' }]) {
      const declaration = await readDeclaration(file, { home: '/home/ops', environment });
      expect(machineEngine(declaration).stateDirectory).toBe('/home/ops/.local/state/evergrant/jada');
    }
  });
});
