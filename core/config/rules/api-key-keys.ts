import { KEY_APIS } from '../../rotate/key-apis.ts';
import { parseSpan } from '../../time.ts';
import type { ConfigProblem, Path } from '../problem.ts';
import { declared, type RawMapping } from '../raw-tree.ts';
import { noneOf } from './choice.ts';

/** A key with an issuer rotates, one without is replaced by a person; its manager is a key of the same issuer or a plain one. */
export function apiKeyKeys(raw: unknown): readonly ConfigProblem[] {
  const keys = new Map(declared(raw, 'apiKeys'));
  return [...keys].flatMap(([name, key]) => {
    const path = ['apiKeys', name];
    return key.issuer === undefined ? plain(path, key) : rotated(path, { key, keys });
  });
}

const ROTATION = ['api', 'managedBy', 'scopes', 'rotateEvery', 'overlap', 'verifyEvery'];

function plain(path: Path, key: RawMapping): readonly ConfigProblem[] {
  const because = 'stands only beside "issuer", which makes new keys';
  return noneOf(path, { mapping: key, keys: ROTATION, because });
}

function rotated(
  path: Path,
  { key, keys }: { key: RawMapping; keys: ReadonlyMap<string, RawMapping> },
): readonly ConfigProblem[] {
  const because = 'has no meaning beside "issuer": the key is rotated by itself';
  return [
    ...noneOf(path, { mapping: key, keys: ['warnAfter'], because }),
    ...issuer(path, key.issuer),
    ...manager(path, { key, keys }),
    ...overlap(path, key),
  ];
}

function issuer(path: Path, name: unknown): readonly ConfigProblem[] {
  if (typeof name !== 'string' || name === '' || KEY_APIS.has(name)) return [];
  const expected = `an issuer whose keys can be rotated (${[...KEY_APIS.keys()].join(', ')}), or none`;
  return [{ path: [...path, 'issuer'], kind: 'malformed', received: JSON.stringify(name), expected }];
}

function manager(
  path: Path,
  { key, keys }: { key: RawMapping; keys: ReadonlyMap<string, RawMapping> },
): readonly ConfigProblem[] {
  const name = key.managedBy;
  if (typeof name !== 'string' || name === '') return [];
  const at = [...path, 'managedBy'];
  const found = keys.get(name);
  if (!found) return [{ path: at, kind: 'undefinedReference', received: name, known: [...keys.keys()] }];
  if (found.managedBy === undefined || found.managedBy === name) return [];
  const expected = 'a key that is plain or manages itself';
  return [{ path: at, kind: 'conflict', received: `apiKeys.${name}`, expected }];
}

/** Else more than two keys would work at a time. */
function overlap(path: Path, key: RawMapping): readonly ConfigProblem[] {
  const span = (text: unknown, otherwise: string) =>
    parseSpan(typeof text === 'string' ? text : otherwise) ?? Number.NaN;
  if (!(span(key.overlap, '24h') >= span(key.rotateEvery, '30d'))) return [];
  const expected = 'a span shorter than rotateEvery';
  return [{ path: [...path, 'overlap'], kind: 'malformed', expected }];
}
