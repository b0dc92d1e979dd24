import type { ClientAuthentication } from '../issuer/endpoints.ts';
import type { ClientProfile } from '../issuer/generic.ts';
import type { SecretText } from '../secret-text.ts';

/**
 * What a standing grant is proven by. A policy at the issuer gives such a grant to whoever proves to be its subject, so
 * that there is no consent and no refresh token: the proof is made anew for each exchange, and none is ever spent.
 */
export type Proof = AssertionProof | FederationProof | ClientProof;

/** An assertion that a key signs (RFC 7523 section 2.1): a service account of Google, or whatever an issuer trusts so. */
export interface AssertionProof {
  readonly kind: 'assertion';
  /** Claim `iss`: the service account. */
  readonly issuer: string;
  /** Claim `sub`: the person that it acts for; null: itself. */
  readonly subject: string | null;
  /** Claim `aud`. */
  readonly audience: string;
  /** Header `kid`; null: none. */
  readonly keyId: string | null;
  /** RSA private key, PEM. It leaves the broker in no form but its signatures. */
  readonly key: SecretText;
}

/** A statement of another identity provider, exchanged at a security token service (RFC 8693). */
export interface FederationProof {
  readonly kind: 'federation';
  /** Full resource name of the provider in the workload identity pool: `//iam.googleapis.com/projects/…`. */
  readonly audience: string;
  readonly subject: AwsSubject;
  /** What the federated token is exchanged for in its turn; null: it is handed out itself. */
  readonly impersonation: Impersonation | null;
}

/** The AWS identity of this machine, shown by a signed GetCallerIdentity request. */
export interface AwsSubject {
  readonly kind: 'aws';
  /** Address that the request is for; `{region}` stands for the region. */
  readonly verificationUrl: string;
  /** Origin of the instance metadata service. */
  readonly metadataOrigin: string;
}

/** A service account that the federated identity may act as. */
export interface Impersonation {
  /** `generateAccessToken` of the service account. */
  readonly url: string;
  /** Life that is asked for, 600 to 43,200 seconds; more than an hour needs a policy of the organization. */
  readonly lifetimeSeconds: number;
}

/** Identifier and secret of the client itself (RFC 6749 section 4.4). */
export interface ClientProof {
  readonly kind: 'client';
  readonly client: ClientAuthentication;
  /** Extra parameters of the request. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whose access a proof brings; null: the proof does not name it. */
export function accountOf(proof: Proof): string | null {
  switch (proof.kind) {
    case 'assertion':
      return proof.subject ?? proof.issuer;
    case 'federation':
      return (
        /\/serviceAccounts\/([^/:]+):generateAccessToken$/.exec(proof.impersonation?.url ?? '')?.[1] ?? null
      );
    case 'client':
      return null;
  }
}

/** What proves a standing grant, and the issuer that it is sent to. */
export interface ReadyProof {
  readonly proof: Proof;
  readonly profile: ClientProfile;
}
