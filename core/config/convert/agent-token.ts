import { HOUR } from '../../time.ts';
import type { AgentTokenDeclaration } from '../agent-token-declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { SigningKeyDeclaration } from '../signing-key-declaration.ts';

/** The tokens that are signed here. */
export function agentTokensOf(
  parsed: Pick<ParsedDeclaration, 'tokens' | 'sinks'>,
  signingKeys: ReadonlyMap<string, SigningKeyDeclaration>,
): ReadonlyMap<string, AgentTokenDeclaration> {
  const inSinks = new Set(Object.values(parsed.sinks).map(({ token }) => token));
  const tokens = new Map<string, AgentTokenDeclaration>();
  for (const [name, token] of Object.entries(parsed.tokens)) {
    const key = signingKeys.get(token.signingKey ?? '');
    const [first, ...more] = [token.audience ?? []].flat();
    if (!key || first === undefined) continue;
    tokens.set(name, {
      kind: 'agent-token',
      name,
      key,
      lifetime: token.lifetime ?? 8 * HOUR,
      audience: [first, ...more],
      subject: token.subject ?? name,
      claims: token.claims ?? {},
      renew: token.renew ?? (inSinks.has(name) ? 'always' : 'whileActive'),
    });
  }
  return tokens;
}
