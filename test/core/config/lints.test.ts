import { describe, expect, it } from '@jest/globals';
import { declare } from '../../support/declare.ts';

const TOLD = 'alerts: {log: {file: /a.log}}';
const codes = (yaml: string) => declare(yaml).lints.map(({ code, path }) => `${code} ${path}`);

describe('lints', () => {
  it('say that nobody is told when there is no alert channel', () => {
    expect(codes('{version: 1}')).toEqual(['NobodyIsTold alerts']);
    expect(codes(`{version: 1, ${TOLD}}`)).toEqual([]);
  });

  it.each([
    ['a preset without a rule', 'gitlab', '', ['UnknownLifetime grants.g']],
    ['a preset with a rule', 'xero', '', []],
    ['Google without publishing status', 'google', '', ['UnknownLifetime grants.g']],
    ['Google in production', 'google', ', publishingStatus: production', []],
    ['endpoints and nothing else', '{discovery: "https://a.example"}', '', ['UnknownLifetime grants.g']],
    ['a declared life', '{discovery: "https://a.example", idleLifetime: 30d}', '', []],
  ])('say whether the life is known of %s', (_, issuer, more, expected) => {
    const client = `{clientId: id, issuer: ${issuer}${more}}`;
    expect(
      codes(
        `{version: 1, ${TOLD}, clients: {c: ${client}}, grants: {g: {client: c, scopes: [spreadsheets]}}}`,
      ),
    ).toEqual(expected);
  });

  it('say that a token in the environment is never refreshed, and let what names a file pass', () => {
    const environment =
      '{GASTOWN_SESSION_TOKEN: x, TOKEN_FILE: /t, PATH: /bin, GOOGLE_APPLICATION_CREDENTIALS: key.json, CREW_CREDENTIALS: /etc/crew/key.json, MY_TOKEN: ~/t}';
    expect(
      codes(
        `{version: 1, ${TOLD}, daemons: {mayor: {command: [node], every: 1h, environment: ${environment}}}}`,
      ),
    ).toEqual(['EnvironmentDelivery daemons.mayor.environment.GASTOWN_SESSION_TOKEN']);
  });

  it('say what a token in the environment of a run costs, also where it is restarted for each', () => {
    const declared = 'clients: {c: {clientId: id, issuer: xero}}, grants: {g: {client: c}}';
    const messages = (more: string) =>
      declare(
        `{version: 1, ${TOLD}, ${declared}, daemons: {d: {command: [x], keepRunning: true, ${more} uses: [{token: g, via: environment, variable: T}]}}}`,
      ).lints.map(({ code, path, message }) => `${code} ${path}: ${message}`);
    expect(messages('')).toEqual([
      expect.stringMatching(
        /^EnvironmentDelivery daemons.d.uses: .*never sees a newer T.*onNewToken: restart/,
      ),
    ]);
    expect(messages('onNewToken: restart,')).toEqual([
      expect.stringMatching(
        /^EnvironmentDelivery daemons.d.uses: .*children that outlive it keep the old one/,
      ),
    ]);
  });

  it('say that a constant has the name of a secret', () => {
    const declared = 'clients: {c: {clientId: id, issuer: xero}}, grants: {g: {client: c}}';
    const fields = '{accessToken: token.value, clientSecret: {constant: s}, retryToken: {constant: 3}}';
    expect(
      codes(
        `{version: 1, ${TOLD}, ${declared}, sinks: {s: {token: g, file: /t, shape: json, fields: ${fields}}}}`,
      ),
    ).toEqual(['SecretConstant sinks.s.fields.clientSecret']);
  });

  it('say that a sink is open to every user', () => {
    const declared = 'clients: {c: {clientId: id, issuer: xero}}, grants: {g: {client: c}}';
    expect(
      codes(`{version: 1, ${TOLD}, ${declared}, sinks: {s: {token: g, file: /t, mode: "0644"}}}`),
    ).toEqual(['ReadableByAll sinks.s.mode']);
  });
});
