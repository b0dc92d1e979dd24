import { createHash } from 'node:crypto';
import type { SecretText } from '../../core/secret-text.ts';

/** A text in which no secret may be. */
export interface SearchedText {
  readonly place: string;
  readonly text: string;
}

/**
 * Looks for secrets, and for the PKCE verifier of every code challenge that the texts show (RFC 7636 section 4.2).
 * @returns the places where there is one, each with a word for what it is
 */
export function secretsIn(texts: readonly SearchedText[], secrets: readonly SecretText[]): readonly string[] {
  const challenges = new Set(
    texts.flatMap(({ text }) => [...text.matchAll(/code_challenge=([\w-]{43})/g)].map(([, found]) => found)),
  );
  return texts.flatMap(({ place, text }) => [
    ...(secrets.some((secret) => text.includes(secret.reveal())) ? [`${place}: a secret`] : []),
    ...([...text.matchAll(/[\w-]{43,128}/g)].some(([word]) => challenges.has(challengeOf(word)))
      ? [`${place}: a code verifier`]
      : []),
  ]);
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
