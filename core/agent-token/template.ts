import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import type { Digest } from '../ports.ts';
import { SecretText } from '../secret-text.ts';
import { boundedLife } from './bounded-life.ts';

/** Fingerprint of everything that a declaration says of its tokens; the order of its claims does not matter. */
export function templateOf(
  { key, audience, subject, claims, lifetime }: AgentTokenDeclaration,
  digest: Digest,
): string {
  const byName = Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1));
  const said = [key.name, key.issuer, audience, subject, byName, boundedLife(lifetime)];
  return digest.fingerprint(new SecretText(JSON.stringify(said)));
}
