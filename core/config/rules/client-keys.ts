import type { ConfigProblem, Path } from '../problem.ts';
import { declared, held, isMapping, type RawMapping } from '../raw-tree.ts';
import { atMostOne, listed, noneOf } from './choice.ts';

const SECRETS = ['clientSecretFile', 'clientSecretEnv', 'credentialsFile'];

/** A client has one identifier, at most one secret, and an issuer of one form. */
export function clientKeys(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'clients').flatMap(([name, client]) => {
    const path = ['clients', name];
    return [
      ...atMostOne(path, { mapping: client, keys: SECRETS }),
      ...identifier(path, client),
      ...(isMapping(client.issuer) ? issuerKeys([...path, 'issuer'], client.issuer) : []),
    ];
  });
}

function identifier(path: Path, client: RawMapping): readonly ConfigProblem[] {
  if (client.credentialsFile !== undefined) {
    const because = 'is in the file that credentialsFile names';
    return noneOf(path, { mapping: client, keys: ['clientId'], because });
  }
  if (client.clientId !== undefined) return [];
  const expected = 'the client identifier, or credentialsFile beside it';
  return [{ path: [...path, 'clientId'], kind: 'missing', expected }];
}

function issuerKeys(path: Path, issuer: RawMapping): readonly ConfigProblem[] {
  const because = 'stands only beside "rotation: always"';
  return [
    ...issuerForm(path, issuer),
    ...(issuer.rotation === 'always' ? [] : noneOf(path, { mapping: issuer, keys: ['grace'], because })),
  ];
}

function issuerForm(path: Path, issuer: RawMapping): readonly ConfigProblem[] {
  const bases = held(issuer, ['preset', 'discovery']);
  const endpoints = held(issuer, ['authorizationEndpoint', 'tokenEndpoint']);
  if (bases.length === 1 || (bases.length === 0 && endpoints.length === 2)) return [];
  const expected = '"preset", "discovery", or both "authorizationEndpoint" and "tokenEndpoint"';
  return [{ path, kind: 'choice', expected, received: listed([...bases, ...endpoints]) }];
}
