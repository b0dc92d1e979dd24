import type { Milliseconds } from '../time.ts';
import type { ClientDeclaration } from './client-declaration.ts';

/** What is kept alive: a person's consent, or what a policy of the issuer gives to whoever proves to be its subject. */
export type GrantDeclaration =
  | ConsentGrant
  | ServiceAccountGrant
  | AwsFederationGrant
  | ClientCredentialsGrant;

/** A person's consent, and the refresh token that it left. */
export interface ConsentGrant extends GrantTerms {
  readonly kind: 'consent';
  readonly client: ClientDeclaration;
  /** Consent by another account is refused. undefined: any account may consent. */
  readonly account: string | undefined;
}

/** A service account of Google, proven by a key of its own (RFC 7523). */
export interface ServiceAccountGrant extends GrantTerms {
  readonly kind: 'service-account';
  /** Absolute. The JSON that Google offers for download. */
  readonly keyFile: string;
  /** The person that it acts for, by domain-wide delegation; undefined: itself. */
  readonly subject: string | undefined;
}

/** What Google gives to the AWS identity of this machine (Workload Identity Federation, RFC 8693). No secret is kept. */
export interface AwsFederationGrant extends GrantTerms {
  readonly kind: 'aws-federation';
  readonly federation:
    | {
        readonly kind: 'declared';
        /** Full resource name of the provider in the workload identity pool. */
        readonly audience: string;
        /** The service account that is acted as; undefined: the federated identity itself. */
        readonly serviceAccount: string | undefined;
      }
    /** Google's credential configuration of type `external_account`. The path is absolute. */
    | { readonly kind: 'credentialsFile'; readonly path: string };
}

/** What an issuer gives to a client for itself (RFC 6749 section 4.4). */
export interface ClientCredentialsGrant extends GrantTerms {
  readonly kind: 'client-credentials';
  readonly client: ClientDeclaration;
}

/** What holds for a grant of any kind. */
export interface GrantTerms {
  readonly name: string;
  /** In full, as the issuer spells them; what a preset adds at consent is not among them. */
  readonly scopes: readonly string[];
  /** Leads of warnings before a forecast end, longest first. */
  readonly warnBefore: readonly Milliseconds[];
  /** Part of a token's life after which it is refreshed, 0.05 to 0.95. */
  readonly refreshAfter: number;
  /** How often the grant is proven alive beside its refreshes; undefined: not at all. */
  readonly verifyEvery: Milliseconds | undefined;
}
