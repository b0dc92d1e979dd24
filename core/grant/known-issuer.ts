import type { ClientDeclaration } from '../config/client-declaration.ts';
import type { GrantDeclaration } from '../config/grant-declaration.ts';
import type { ClientProfile } from '../issuer/generic.ts';
import {
  GOOGLE_STS_URL,
  GOOGLE_TOKEN_URL,
  googleStanding,
  standingProfile,
} from '../issuer/standing-profile.ts';

/**
 * What is known of a grant's issuer without asking it and without reading what proves the grant.
 * @param ofClient the issuer of a client; undefined: it is not known
 */
export function knownIssuer(
  grant: GrantDeclaration,
  ofClient: (client: ClientDeclaration) => ClientProfile | undefined,
): ClientProfile | undefined {
  switch (grant.kind) {
    case 'consent':
      return ofClient(grant.client);
    case 'service-account':
      return googleStanding(GOOGLE_TOKEN_URL);
    case 'aws-federation':
      return googleStanding(GOOGLE_STS_URL);
    case 'client-credentials': {
      const profile = ofClient(grant.client);
      return profile && standingProfile(profile);
    }
  }
}
