import type { ConfigProblem } from '../problem.ts';
import { declared, valueAt } from '../raw-tree.ts';
import { exactlyOne } from './choice.ts';

/** A token is of a grant, of an API key or signed here; Google's libraries have a use for the first only. */
export function tokenKeys(raw: unknown): readonly ConfigProblem[] {
  return [
    ...declared(raw, 'tokens').flatMap(([name, token]) =>
      exactlyOne(['tokens', name], { mapping: token, keys: ['grant', 'apiKey', 'signingKey'] }),
    ),
    ...metadataToken(raw),
    ...googleShapes(raw),
  ];
}

function metadataToken(raw: unknown): readonly ConfigProblem[] {
  const used = valueAt(raw, ['metadata', 'token']);
  if (isOfGrant(raw, used)) return [];
  const expected = "a token of a Google grant: Google's libraries have no use for another";
  return [{ path: ['metadata', 'token'], kind: 'malformed', received: JSON.stringify(used), expected }];
}

function googleShapes(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'sinks').flatMap(([name, { token, shape }]): ConfigProblem[] => {
    if (shape !== 'google-authorized-user' || isOfGrant(raw, token)) return [];
    const expected = "another shape: Google's libraries have use for tokens of Google grants only";
    return [{ path: ['sinks', name, 'shape'], kind: 'malformed', received: JSON.stringify(shape), expected }];
  });
}

/** Is this the name of a token of a grant, or of none at all, which is said elsewhere? */
function isOfGrant(raw: unknown, used: unknown): boolean {
  const token = declared(raw, 'tokens').find(([name]) => name === used)?.[1];
  if (token) return token.apiKey === undefined && token.signingKey === undefined;
  return !declared(raw, 'apiKeys').some(([name]) => name === used);
}
