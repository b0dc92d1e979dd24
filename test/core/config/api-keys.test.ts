import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '../../../core/time.ts';
import { declare, parseYamlDeclaration } from '../../support/declare.ts';

const GOOD = `
version: 1
alerts: { ops: { file: /var/log/alerts } }
clients: { google: { issuer: google, clientId: id, publishingStatus: production } }
grants: { crew: { client: google } }
apiKeys:
  admin: {}
  mail: { issuer: sendgrid, managedBy: admin, scopes: [mail.send], rotateEvery: 7d }
  weather: {}
tokens: { mailer: { apiKey: mail } }
sinks:
  mail: { token: mailer, file: /run/mail, shape: raw }
  weather: { token: weather, file: /run/weather }
`;

describe('apiKeys', () => {
  const declaration = declare(GOOD);

  it('have defaults, and rotate only where an issuer is named', () => {
    expect(declaration.apiKeys.get('mail')?.rotation).toMatchObject({
      origin: 'https://api.sendgrid.com',
      managedBy: 'admin',
      rotateEvery: 7 * DAY,
      overlap: DAY,
      verifyEvery: HOUR,
    });
    expect(declaration.apiKeys.get('weather')).toMatchObject({ rotation: undefined, warnAfter: 90 * DAY });
  });

  it('have a token of their own where none names them, but for those that only manage others', () => {
    const tokens = [...declaration.tokens.values()];
    expect(tokens.map(({ name, credential }) => [name, credential.kind, credential.name])).toEqual([
      ['mailer', 'api-key', 'mail'],
      ['crew', 'consent', 'crew'],
      ['weather', 'api-key', 'weather'],
    ]);
    expect(declaration.sinks.get('weather')?.token.credential.name).toBe('weather');
  });

  it('that manage themselves are warned of', () => {
    const { lints } = declare(GOOD.replace('managedBy: admin, ', ''));
    expect(lints).toMatchObject([{ code: 'KeyManagesItself', path: 'apiKeys.mail' }]);
    expect(declaration.lints).toEqual([]);
  });

  it.each([
    ['an issuer that is not known', 'issuer: sendgrid', 'issuer: nobody', 'apiKeys.mail.issuer'],
    ['a manager that is not declared', 'managedBy: admin', 'managedBy: nobody', 'apiKeys.mail.managedBy'],
    [
      'a manager that another key manages',
      'weather: {}',
      'weather: { issuer: sendgrid, managedBy: mail }',
      'apiKeys.weather.managedBy',
    ],
    [
      'an overlap as long as the life',
      'rotateEvery: 7d',
      'rotateEvery: 7d, overlap: 7d',
      'apiKeys.mail.overlap',
    ],
    ['rotation without an issuer', 'admin: {}', 'admin: { rotateEvery: 1d }', 'apiKeys.admin.rotateEvery'],
    ['a warning beside rotation', 'rotateEvery: 7d', 'warnAfter: 7d', 'apiKeys.mail.warnAfter'],
    ['the name of a grant', 'weather: {}', 'crew: {}', 'apiKeys.crew'],
    ['a token of both kinds', '{ apiKey: mail }', '{ apiKey: mail, grant: crew }', 'tokens.mailer'],
    ['a token of an unknown key', '{ apiKey: mail }', '{ apiKey: nobody }', 'tokens.mailer.apiKey'],
    ["the shape of Google's libraries", 'shape: raw', 'shape: google-authorized-user', 'sinks.mail.shape'],
    ['the secret itself', 'admin: {}', 'admin: { key: SG.a.b }', 'apiKeys.admin.key'],
  ])('refuse %s', (_what, from, to, path) => {
    expect(GOOD).toContain(from);
    const result = parseYamlDeclaration(GOOD.replace(from, to));
    const problems = result.kind === 'invalid' ? result.problems : [];
    expect(problems.map((problem) => problem.path.join('.'))).toContain(path);
  });
});
