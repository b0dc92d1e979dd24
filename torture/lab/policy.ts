import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import type { Settings } from '../../drill/authorization-server/settings.ts';

/** How an issuer treats refresh tokens, in truth and by the declaration. */
export interface Policy {
  readonly name: 'grace' | 'never' | 'strict' | 'blind';
  /** What it is, for the table. */
  readonly words: string;
  readonly settings: Partial<Settings>;
  /** The `issuer` of a client in the declaration. */
  declared(server: AuthorizationServer): object;
  /** May an answer that nobody could save cost the grant? */
  readonly losesAnswers: boolean;
}

/** @param seconds for which a used refresh token still works */
export function graceOf(seconds: number): Policy {
  return {
    name: 'grace',
    words: 'rotating, with a grace window',
    settings: { graceSeconds: seconds },
    declared: ({ issuer }) => ({
      discovery: issuer,
      rotation: 'always',
      grace: `${seconds}s`,
      reuse: 'revokesFamily',
    }),
    losesAnswers: false,
  };
}

/** Longer than any restart takes. */
export const GRACE: Policy = graceOf(60);

export const NEVER: Policy = {
  name: 'never',
  words: 'never rotating',
  settings: { rotation: 'never' },
  declared: ({ issuer }) => ({ discovery: issuer, rotation: 'never' }),
  losesAnswers: false,
};

/** Its introspection says whether a refresh token was spent. */
export const STRICT: Policy = {
  name: 'strict',
  words: 'rotating without grace, introspection offered',
  settings: {},
  declared: ({ issuer }) => ({ discovery: issuer, rotation: 'always', reuse: 'revokesFamily' }),
  losesAnswers: true,
};

/** Nobody can be asked whether a refresh token was spent. */
export const BLIND: Policy = {
  name: 'blind',
  words: 'rotating without grace, no introspection',
  settings: {},
  declared: ({ issuer }) => ({
    issuer,
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint: `${issuer}/token`,
    userinfoEndpoint: `${issuer}/me`,
    jwksUri: `${issuer}/jwks`,
    rotation: 'always',
    reuse: 'revokesFamily',
  }),
  losesAnswers: true,
};
