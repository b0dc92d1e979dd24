import type { SecretText } from '../secret-text.ts';
import type { FoundFile, ImportProblem } from './found.ts';

/** The refresh token that is imported. Two files may hold the same one; two different ones are a person's choice. */
export function chooseRefreshToken(
  files: readonly FoundFile[],
  wishes: { readonly directory: string },
): { readonly file: FoundFile; readonly value: SecretText } | ImportProblem {
  const found = files.flatMap((file) => (file.refreshToken ? [{ file, value: file.refreshToken }] : []));
  // A file that holds nothing else is its owner's own record; the copy in a token file may be old.
  const [first, ...others] = found.toSorted((a, b) => breadth(a.file) - breadth(b.file));
  if (!first) {
    return {
      reason: 'RefreshTokenMissing',
      message: `no file in ${wishes.directory} holds a refresh token`,
      remedy:
        'there is nothing to take over; declare the grant and sign in: evergrant init, then evergrant login',
    };
  }
  if (others.some(({ value }) => value.reveal() !== first.value.reveal())) {
    return {
      reason: 'SeveralRefreshTokens',
      message: `different refresh tokens lie in ${wishes.directory}: ${found.map(({ file }) => file.name).join(', ')}`,
      remedy: 'move all but the one in use out of the folder, then run this again',
    };
  }
  return first;
}

/** How much else a file holds. */
function breadth(file: FoundFile): number {
  return (file.client ? 1 : 0) + (file.accessTokenKey ? 1 : 0);
}
