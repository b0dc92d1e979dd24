import type { ConfigProblem } from '../problem.ts';
import { declared, valueAt } from '../raw-tree.ts';
import { exactlyOne } from './choice.ts';

/** A token is of a grant or of an API key; Google's libraries have a use for the former only. */
export function tokenKeys(raw: unknown): readonly ConfigProblem[] {
  return [
    ...declared(raw, 'tokens').flatMap(([name, token]) =>
      exactlyOne(['tokens', name], { mapping: token, keys: ['grant', 'apiKey'] }),
    ),
    ...metadataToken(raw),
    ...googleShapes(raw),
  ];
}

function metadataToken(raw: unknown): readonly ConfigProblem[] {
  const used = valueAt(raw, ['metadata', 'token']);
  if (!isKey(raw, used)) return [];
  const expected = "a token of a Google grant: Google's libraries have no use for an API key";
  return [{ path: ['metadata', 'token'], kind: 'malformed', received: JSON.stringify(used), expected }];
}

function googleShapes(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'sinks').flatMap(([name, { token, shape }]): ConfigProblem[] => {
    if (shape !== 'google-authorized-user' || !isKey(raw, token)) return [];
    const expected = "another shape: Google's libraries have no use for an API key";
    return [{ path: ['sinks', name, 'shape'], kind: 'malformed', received: JSON.stringify(shape), expected }];
  });
}

/** Is this the name of a token that is an API key? */
function isKey(raw: unknown, used: unknown): boolean {
  const token = declared(raw, 'tokens').find(([name]) => name === used)?.[1];
  return token ? token.apiKey !== undefined : declared(raw, 'apiKeys').some(([name]) => name === used);
}
