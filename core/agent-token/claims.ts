import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import { type Instant, SECOND } from '../time.ts';
import { boundedLife } from './bounded-life.ts';

/** The claims of one token, in whole seconds (RFC 7519 section 4.1). */
export type AgentTokenClaims = Readonly<Record<string, unknown>> & {
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
};

/** What a token says that is signed at this instant. What we set ourselves is never what a declaration says. */
export function agentTokenClaims(
  { key, audience, subject, claims, lifetime }: AgentTokenDeclaration,
  { id, now }: { id: string; now: Instant },
): AgentTokenClaims {
  const iat = Math.floor(now / SECOND);
  const [first, ...more] = audience;
  return {
    ...claims,
    iss: key.issuer,
    aud: more.length === 0 ? first : audience,
    sub: subject,
    iat,
    exp: iat + boundedLife(lifetime) / SECOND,
    jti: id,
  };
}
