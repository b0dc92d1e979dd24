import type { ClientDeclaration } from '../../core/config/client-declaration.ts';
import type {
  AwsFederationGrant,
  ClientCredentialsGrant,
  ConsentGrant,
  GrantDeclaration,
  ServiceAccountGrant,
} from '../../core/config/grant-declaration.ts';
import type { ReadyProof } from '../../core/grant/proof.ts';
import type { ClientProfile } from '../../core/issuer/generic.ts';
import { GOOGLE_STS_URL, googleStanding, standingProfile } from '../../core/issuer/standing-profile.ts';
import { readClientAuthentication } from './client-secret.ts';
import {
  CALLER_IDENTITY,
  INSTANCE_METADATA,
  readExternalAccount,
  USUAL_LIFETIME_SECONDS,
} from './external-account.ts';
import { readSecretFile } from './secret-file.ts';
import { parseServiceAccountKey } from './service-account-key.ts';

/**
 * What proves a standing grant on this machine, read now.
 * @param at.profileOf the issuer of a client, as far as it takes to find it
 */
export async function readProof(
  grant: Exclude<GrantDeclaration, ConsentGrant>,
  at: {
    profileOf: (client: ClientDeclaration) => Promise<ClientProfile>;
    environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<ReadyProof> {
  switch (grant.kind) {
    case 'service-account':
      return await readServiceAccount(grant);
    case 'aws-federation':
      return await readFederation(grant);
    case 'client-credentials': {
      const { environment } = at;
      return await readClientProof(grant, { profile: await at.profileOf(grant.client), environment });
    }
  }
}

/** A service account's proof, its key read now, so that a new one counts at once. Throws what reading the file throws. */
export async function readServiceAccount({
  name,
  keyFile,
  subject,
}: ServiceAccountGrant): Promise<ReadyProof> {
  const text = await readSecretFile(keyFile, `service account key of grant ${JSON.stringify(name)}`);
  const { email, key, keyId, tokenEndpoint } = parseServiceAccountKey(text, keyFile);
  return {
    proof: {
      kind: 'assertion',
      issuer: email,
      subject: subject ?? null,
      audience: tokenEndpoint,
      keyId,
      key,
    },
    profile: googleStanding(tokenEndpoint),
  };
}

/** How the AWS identity of this machine is exchanged. Throws `CredentialsFileMissing` or `ExternalAccountInvalid`. */
export async function readFederation({ federation }: AwsFederationGrant): Promise<ReadyProof> {
  const account =
    federation.kind === 'credentialsFile'
      ? await readExternalAccount(federation.path)
      : {
          audience: federation.audience,
          tokenEndpoint: GOOGLE_STS_URL,
          impersonation: impersonationOf(federation.serviceAccount),
          verificationUrl: CALLER_IDENTITY,
          metadataOrigin: INSTANCE_METADATA,
        };
  const { audience, tokenEndpoint, impersonation, verificationUrl, metadataOrigin } = account;
  const subject = { kind: 'aws', verificationUrl, metadataOrigin } as const;
  return {
    proof: { kind: 'federation', audience, subject, impersonation },
    profile: googleStanding(tokenEndpoint),
  };
}

/** The client's own proof. Throws what {@link readClientAuthentication} throws. */
export async function readClientProof(
  { client }: ClientCredentialsGrant,
  at: { profile: ClientProfile; environment: Readonly<Record<string, string | undefined>> },
): Promise<ReadyProof> {
  const { profile, environment } = at;
  const { authenticationMethod: method } = profile;
  return {
    proof: {
      kind: 'client',
      client: await readClientAuthentication(client, { method, environment }),
      parameters: client.parameters,
    },
    profile: standingProfile(profile),
  };
}

function impersonationOf(email: string | undefined) {
  if (email === undefined) return null;
  const url = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`;
  return { url, lifetimeSeconds: USUAL_LIFETIME_SECONDS };
}
