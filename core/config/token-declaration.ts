import type { AgentTokenDeclaration } from './agent-token-declaration.ts';
import type { ApiKeyDeclaration } from './api-key-declaration.ts';
import type { GrantDeclaration } from './grant-declaration.ts';

/** What a token is of: `kind` tells. */
export type CredentialDeclaration = GrantDeclaration | ApiKeyDeclaration | AgentTokenDeclaration;

/** What consumers hold: a grant's short-lived token, an API key, or a token that we signed. */
export interface TokenDeclaration {
  readonly name: string;
  readonly credential: CredentialDeclaration;
  /** True when the user wrote none and the credential's own name stands for it. */
  readonly implicit: boolean;
}
