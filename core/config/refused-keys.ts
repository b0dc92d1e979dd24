import type { Path } from './problem.ts';

/** Keys that people may well write and that are refused with a reason of their own. `*` stands for any name. */
const REFUSED: readonly (readonly [string, string])[] = [
  [
    'clients.*.clientSecret',
    'a secret does not belong in a file that is shared and committed; write clientSecretFile, clientSecretEnv or credentialsFile',
  ],
  ['clients.*.refreshToken', 'a refresh token is obtained by consent: run "evergrant login GRANT"'],
  ['grants.*.refreshToken', 'a refresh token is obtained by consent: run "evergrant login GRANT"'],
  ['keys', 'this key is called "signingKeys", beside "apiKeys"'],
  ['tokens.*.key', 'this key is called "signingKey"; a key that somebody else issued is an "apiKey"'],
  ['tokens.*.issuer', 'the issuer belongs to the signing key: write it at signingKeys.NAME.issuer'],
];

/** Why this key is refused, or undefined when it is merely unknown. */
export function refusalOf(path: Path): string | undefined {
  return REFUSED.find(([pattern]) => matches(pattern.split('.'), path))?.[1];
}

function matches(pattern: readonly string[], path: Path): boolean {
  return pattern.length === path.length && pattern.every((part, at) => part === '*' || part === path[at]);
}
