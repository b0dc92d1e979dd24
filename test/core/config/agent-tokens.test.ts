import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { declare, parseYamlDeclaration } from '../../support/declare.ts';

const GOOD = `
version: 1
alerts: { ops: { file: /var/log/alerts } }
clients: { google: { issuer: google, clientId: id, publishingStatus: production } }
grants: { crew: { client: google } }
apiKeys: { mail: {} }
signingKeys:
  gastown: { issuer: https://gt.example.com }
  other: { issuer: https://gt.example.com/other, algorithm: EdDSA, rotateEvery: 7d, verifierCache: 1h }
tokens:
  mayor: { signingKey: gastown, audience: worker, claims: { agentId: mayor-1, rig: 7, night: true } }
  scout: { signingKey: other, audience: [worker, map], lifetime: 1h, subject: scouts, renew: onUse }
  filed: { signingKey: gastown, audience: worker }
sinks: { filed: { token: filed, file: /run/filed, shape: raw } }
web: { listen: '[::1]:8175' }
`;

describe('tokens that are signed here', () => {
  const declaration = declare(GOOD);

  it('have defaults', () => {
    expect(declaration.signingKeys.get('gastown')).toEqual({
      kind: 'signing-key',
      name: 'gastown',
      issuer: 'https://gt.example.com',
      algorithm: 'ES256',
      rotateEvery: 30 * DAY,
      verifierCache: 10 * MINUTE,
    });
    expect(declaration.agentTokens.get('mayor')).toMatchObject({
      kind: 'agent-token',
      key: { name: 'gastown' },
      lifetime: 8 * HOUR,
      audience: ['worker'],
      subject: 'mayor',
      claims: { agentId: 'mayor-1', rig: 7, night: true },
      renew: 'whileActive',
    });
    expect(declaration.web).toEqual({ host: '::1', port: 8175 });
  });

  it('say what was declared', () => {
    expect(declaration.agentTokens.get('scout')).toMatchObject({
      key: { algorithm: 'EdDSA', verifierCache: HOUR },
      lifetime: HOUR,
      audience: ['worker', 'map'],
      subject: 'scouts',
      renew: 'onUse',
    });
  });

  it('are credentials of their own, each with the token of its name', () => {
    const { credential } = declaration.tokens.get('mayor') ?? {};
    expect(credential).toBe(declaration.agentTokens.get('mayor'));
    expect([...declaration.tokens.keys()]).toEqual(['mayor', 'scout', 'filed', 'crew', 'mail']);
  });

  it('are renewed without being asked where they go to a file', () => {
    expect(declaration.agentTokens.get('filed')?.renew).toBe('always');
    expect(declaration.lints).toEqual([]);
  });

  it.each([
    ['a key that no verifier can find', "web: { listen: '[::1]:8175' }", '', 'KeysUnpublished'],
    ['a token that works for a day', 'lifetime: 1h', 'lifetime: 24h', 'LongLivedToken'],
    [
      'a file of a token that is renewed on use',
      'filed: { signingKey: gastown,',
      'filed: { renew: onUse, signingKey: gastown,',
      'UnseenReaders',
    ],
  ])('warn of %s', (_what, from, to, code) => {
    expect(GOOD).toContain(from);
    expect(declare(GOOD.replace(from, to)).lints.map((lint) => lint.code)).toEqual([code]);
  });

  it.each([
    ['no audience', 'audience: worker, claims', 'claims', 'tokens.mayor.audience'],
    ['an empty list of audiences', '[worker, map]', '[]', 'tokens.scout.audience'],
    ['a life without an end', 'lifetime: 1h', 'lifetime: 366d', 'tokens.scout.lifetime'],
    ['a life too short to be used', 'lifetime: 1h', 'lifetime: 9s', 'tokens.scout.lifetime'],
    ['a claim that ends it', 'rig: 7', 'exp: 7', 'tokens.mayor.claims.exp'],
    ['a claim of structure', 'rig: 7', 'rig: [7]', 'tokens.mayor.claims.rig'],
    ['an unknown key', 'signingKey: other', 'signingKey: others', 'tokens.scout.signingKey'],
    ['a token of two kinds', 'signingKey: other', 'signingKey: other, apiKey: mail', 'tokens.scout'],
    ['a life for an API key', 'mayor: { signingKey: gastown', 'mayor: { apiKey: mail', 'tokens.mayor.claims'],
    ['the key as the sketch called it', 'signingKey: other', 'key: other', 'tokens.scout.key'],
    ['an issuer at the token', 'lifetime: 1h', 'issuer: https://x.example', 'tokens.scout.issuer'],
    ['two keys of one issuer', '.com/other', '.com', 'signingKeys.other.issuer'],
    ['an issuer without TLS', 'https://gt.example.com/other', 'http://x.example', 'signingKeys.other.issuer'],
    ['an issuer with a slash at its end', '.com/other', '.com/other/', 'signingKeys.other.issuer'],
    ['a symmetric algorithm', 'EdDSA', 'HS256', 'signingKeys.other.algorithm'],
    ['no algorithm', 'EdDSA', 'none', 'signingKeys.other.algorithm'],
    [
      'a cache as long as a key signs',
      'verifierCache: 1h',
      'verifierCache: 7d',
      'signingKeys.other.verifierCache',
    ],
    ['a key with the name of a grant', '  other: {', '  crew: {', 'signingKeys.crew'],
    ['a token with the name of a grant', '  scout: {', '  crew: {', 'tokens.crew'],
    ['a token with the name of a key', '  scout: {', '  gastown: {', 'tokens.gastown'],
    ['an address that others reach', "'[::1]:8175'", '0.0.0.0:8175', 'web.listen'],
    ["the shape of Google's libraries", 'shape: raw', 'shape: google-authorized-user', 'sinks.filed.shape'],
  ])('refuse %s', (_what, from, to, path) => {
    expect(GOOD).toContain(from);
    const result = parseYamlDeclaration(GOOD.replace(from, to));
    const problems = result.kind === 'invalid' ? result.problems : [];
    expect(problems.map((problem) => problem.path.join('.'))).toContain(path);
  });
});

const IN_AWS = `
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1 }
alerts: { ops: { email: ops@example.com } }
signingKeys:
  gastown: { issuer: https://gt.example.com, rotateEvery: 7d }
tokens:
  mayor: { signingKey: gastown, audience: worker, lifetime: 15m }
`;

describe('tokens that are signed in AWS', () => {
  it('need no word about where keys are served', () => {
    expect(declare(IN_AWS).lints).toEqual([]);
  });

  it.each([
    ['a page on loopback', 'tokens:', 'web: { listen: 127.0.0.1:8175 }\ntokens:', 'web', 'a function serves'],
    ['shorter lives', '15m', '14m', 'tokens.mayor.lifetime', 'one write of a secret in 10 minutes'],
    ['a schedule below four hours', '7d', '3h', 'signingKeys.gastown.rotateEvery', 'from 4h'],
    ['a schedule in minutes', '7d', '250m', 'signingKeys.gastown.rotateEvery', 'whole hours'],
  ])('refuse %s, and say why', (_, written, instead, path, expected) => {
    const result = parseYamlDeclaration(IN_AWS.replace(written, instead));
    if (result.kind === 'valid') throw new Error('expected a refusal');
    expect(result.problems.map((problem) => [problem.path.join('.'), problem.expected])).toEqual([
      [path, expect.stringContaining(expected)],
    ]);
  });
});
