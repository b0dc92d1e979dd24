import { describe, expect, it } from '@jest/globals';
import { declare, parseYamlDeclaration } from '../../support/declare.ts';

const DECLARATION = `
version: 1
deployment: jada
clients: { google: { issuer: google, clientId: x, publishingStatus: production } }
grants: { crew-sheets: { client: google }, office: { client: google } }
tokens: { sheets: { grant: crew-sheets } }
`;

function problemsOf(tokenSocket: string) {
  const result = parseYamlDeclaration(`${DECLARATION}tokenSocket: ${tokenSocket}\n`);
  return result.kind === 'invalid' ? result.problems.map(({ path, kind }) => [path.join('.'), kind]) : [];
}

describe('tokenSocket', () => {
  it('is none when nothing is declared', () => {
    expect(declare(DECLARATION).tokenSocket).toBeUndefined();
  });

  it('lies where clients look by themselves, unless a path is named', () => {
    const declaration = declare(`${DECLARATION}tokenSocket: { group: crew, tokens: [sheets, office] }\n`);
    const { tokenSocket, tokens } = declaration;
    expect(tokenSocket).toMatchObject({
      path: '/run/evergrant/jada/tokens.sock',
      isDefault: true,
      group: 'crew',
    });
    expect([...(tokenSocket?.tokens.values() ?? [])]).toEqual([tokens.get('sheets'), tokens.get('office')]);
    const named = declare(`${DECLARATION}tokenSocket: { path: run/s, group: "1017", tokens: [sheets] }\n`);
    expect(named.tokenSocket).toMatchObject({
      path: '/etc/evergrant/run/s',
      isDefault: false,
      group: '1017',
    });
  });

  it.each([
    ['{ tokens: [sheets] }', [['tokenSocket.group', 'missing']]],
    ['{ group: crew }', [['tokenSocket.tokens', 'missing']]],
    ['{ group: crew, tokens: [] }', [['tokenSocket.tokens', 'malformed']]],
    ['{ group: crew, tokens: [sheet] }', [['tokenSocket.tokens.0', 'undefinedReference']]],
    ['{ group: 1017, tokens: [sheets] }', [['tokenSocket.group', 'wrongType']]],
    ['{ group: "cr ew", tokens: [sheets] }', [['tokenSocket.group', 'malformed']]],
    ['{ group: crew, tokens: [sheets], users: [1001] }', [['tokenSocket.users', 'unknownKey']]],
  ])('%s is refused', (written, problems) => {
    expect(problemsOf(written)).toEqual(problems);
  });
});
