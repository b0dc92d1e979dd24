import { MINUTE, type Milliseconds, SECOND } from '../time.ts';
import type { TokenDeclaration } from './token-declaration.ts';

/**
 * How long a token must live at least where nobody says it: a minute, or half the life of a token that is declared to
 * live for less than two. Whole seconds.
 */
export function defaultMinValid({ credential }: TokenDeclaration): Milliseconds {
  if (credential.kind !== 'agent-token') return MINUTE;
  return Math.min(MINUTE, Math.floor(credential.lifetime / 2 / SECOND) * SECOND);
}
