import { DAY, MINUTE, parseSpan, SECOND } from '../../time.ts';
import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping, type RawMapping } from '../raw-tree.ts';
import { noneOf } from './choice.ts';

/** What a token that we sign may say, and what stands beside `signingKey` only. */
export function agentTokenKeys(raw: unknown): readonly ConfigProblem[] {
  return [
    ...declared(raw, 'tokens').flatMap(([name, token]) =>
      token.signingKey === undefined ? another(['tokens', name], token) : signed(['tokens', name], token),
    ),
    ...signingKeys(raw),
  ];
}

const OURS = ['lifetime', 'audience', 'subject', 'claims', 'renew'];

function another(path: Path, token: RawMapping): readonly ConfigProblem[] {
  const because = 'stands only beside "signingKey": it is about tokens that are signed here';
  return noneOf(path, { mapping: token, keys: OURS, because });
}

function signed(path: Path, token: RawMapping): readonly ConfigProblem[] {
  return [...audience(path, token), ...lifetime(path, token), ...claims(path, token)];
}

function audience(path: Path, token: RawMapping): readonly ConfigProblem[] {
  if (token.audience !== undefined) return [];
  const expected = 'whom the token is for: a verifier refuses what is meant for another';
  return [{ path: [...path, 'audience'], kind: 'missing', expected }];
}

/** A token without an end, or with a far one, is a key that nobody rotates. */
function lifetime(path: Path, token: RawMapping): readonly ConfigProblem[] {
  const span = typeof token.lifetime === 'string' ? parseSpan(token.lifetime) : undefined;
  if (span === undefined || (span >= 10 * SECOND && span <= DAY)) return [];
  const expected = 'a span from 10s to 24h: a token always ends';
  return [
    { path: [...path, 'lifetime'], kind: 'malformed', received: JSON.stringify(token.lifetime), expected },
  ];
}

/** RFC 7519 section 4.1. */
const SET_BY_US = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);

const INSTEAD: Readonly<Record<string, string>> = {
  iss: '; write "issuer" at the signing key',
  sub: '; write "subject"',
  aud: '; write "audience"',
  exp: '; write "lifetime"',
};

function claims(path: Path, token: RawMapping): readonly ConfigProblem[] {
  if (!isMapping(token.claims)) return [];
  return Object.keys(token.claims)
    .filter((claim) => SET_BY_US.has(claim))
    .map((claim) => ({
      path: [...path, 'claims', claim],
      kind: 'refusedKey',
      expected: `every token carries this claim, and evergrant sets it${INSTEAD[claim] ?? ''}`,
    }));
}

function signingKeys(raw: unknown): readonly ConfigProblem[] {
  const owners = new Map<unknown, string>();
  return declared(raw, 'signingKeys').flatMap(([name, key]) => {
    const path = ['signingKeys', name];
    const owner = owners.get(key.issuer);
    owners.set(key.issuer, owner ?? name);
    return [...ownIssuer(path, { key, owner }), ...cacheWithinRotation(path, key)];
  });
}

/** Verifiers look for the keys of an issuer in one place. */
function ownIssuer(
  path: Path,
  { key, owner }: { key: RawMapping; owner: string | undefined },
): readonly ConfigProblem[] {
  if (owner === undefined || typeof key.issuer !== 'string') return [];
  const expected = 'an issuer of its own';
  return [{ path: [...path, 'issuer'], kind: 'conflict', received: `signingKeys.${owner}`, expected }];
}

/** Else a key would be replaced before it signs. */
function cacheWithinRotation(path: Path, key: RawMapping): readonly ConfigProblem[] {
  const span = (text: unknown, otherwise: string) =>
    parseSpan(typeof text === 'string' ? text : otherwise) ?? Number.NaN;
  if (!(span(key.verifierCache, '10m') + MINUTE >= span(key.rotateEvery, '30d'))) return [];
  const expected = 'a span shorter than rotateEvery by more than a minute';
  return [{ path: [...path, 'verifierCache'], kind: 'malformed', expected }];
}
