import type { ClientProfile } from './generic.ts';
import { google } from './presets/google.ts';
import { profileOfPreset } from './profile.ts';

/** Where Google takes the assertions of service accounts, unless a key file names another address. */
export const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';

/** Where Google exchanges the statements of other identity providers. */
export const GOOGLE_STS_URL = 'https://sts.googleapis.com/v1/token';

/** Google as it meets a grant that stands by policy. */
export function googleStanding(tokenEndpoint: string): ClientProfile {
  return standingProfile({ ...profileOfPreset(google, true), tokenEndpoint });
}

/**
 * An issuer as it meets a grant that stands by policy: no use of it brings a successor or ends anything, and the rules
 * about the life of a consent do not hold.
 */
export function standingProfile(profile: ClientProfile): ClientProfile {
  return {
    ...profile,
    rotation: { kind: 'never' },
    reuse: 'accepted',
    refreshEndsAccessToken: false,
    lifeRules: [],
    identity: { kind: 'none' },
    addedScopes: [],
  };
}
