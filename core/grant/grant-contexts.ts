import type { ClientDeclaration } from '../config/client-declaration.ts';
import type { Declaration } from '../config/declaration.ts';
import type { ConsentGrant, GrantDeclaration } from '../config/grant-declaration.ts';
import { named } from '../config/named.ts';
import type { IssuerMetadata } from '../issuer/discovery.ts';
import type { ClientAuthentication } from '../issuer/endpoints.ts';
import type { ClientProfile } from '../issuer/generic.ts';
import { profileOf } from '../issuer/profile.ts';
import type { Ports } from '../ports.ts';
import type { GrantContext } from './context.ts';
import type { GrantSpec } from './grant-spec.ts';
import { knownIssuer } from './known-issuer.ts';
import type { ReadyProof } from './proof.ts';

/** What is needed to make contexts out of a declaration. */
export interface ContextSources {
  readonly declaration: Declaration;
  readonly ports: Ports;
  /** Reads what proves a client, its secret as it is now. Throws a Fault when it cannot be read. */
  readonly authenticate: (
    client: ClientDeclaration,
    method: ClientAuthentication['method'],
  ) => Promise<ClientAuthentication>;
  /** Reads what proves a grant that needs no consent. Throws a Fault when it cannot be read. */
  readonly prove: (
    grant: Exclude<GrantDeclaration, ConsentGrant>,
    profileOf: (client: ClientDeclaration) => Promise<ClientProfile>,
  ) => Promise<ReadyProof>;
  /** Fetches what an issuer publishes about itself (RFC 8414). Throws a Fault when nothing usable came. */
  readonly discover: (issuer: string) => Promise<IssuerMetadata>;
}

/**
 * Resolves declared grants for the flows. An issuer's discovery document is fetched once, when it is first needed, so
 * that a broker starts while an issuer is down; a client's secret is read each time, so that a new one counts at once.
 */
export class GrantContexts {
  readonly #profiles = new Map<string, Promise<ClientProfile>>();
  readonly #known = new Map<string, ClientProfile>();
  readonly #sources: ContextSources;

  constructor(sources: ContextSources) {
    this.#sources = sources;
  }

  /** @throws Fault when there is no such grant, its issuer cannot be found, or its client's secret not be read. */
  async context(name: string): Promise<GrantContext> {
    const { declaration, ports } = this.#sources;
    return { ports, spec: await this.#spec(named('grant', { name, declared: declaration.grants })) };
  }

  async #spec(grant: GrantDeclaration): Promise<GrantSpec> {
    const { profile, authority } = await this.#authority(grant);
    return {
      name: grant.name,
      profile,
      authority,
      scopes: grant.scopes,
      refreshAfter: grant.refreshAfter,
      verifyEvery: grant.verifyEvery ?? null,
      tokens: [...this.#sources.declaration.tokens.values()]
        .filter((token) => token.credential.name === grant.name)
        .map(({ name }) => name),
    };
  }

  async #authority(grant: GrantDeclaration): Promise<Pick<GrantSpec, 'profile' | 'authority'>> {
    if (grant.kind === 'consent') return await this.#consent(grant);
    const { proof, profile } = await this.#sources.prove(grant, (client) => this.#profile(client));
    return { profile, authority: { kind: 'standing', proof } };
  }

  async #consent(grant: ConsentGrant): Promise<Pick<GrantSpec, 'profile' | 'authority'>> {
    const { client, scopes } = grant;
    const profile = await this.#profile(client);
    const { authenticationMethod: method, addedScopes } = profile;
    return {
      profile,
      authority: {
        kind: 'consent',
        client: await this.#sources.authenticate(client, method),
        account: grant.account ?? null,
        consentScopes: [...new Set([...scopes, ...addedScopes])],
        parameters: client.parameters,
      },
    };
  }

  /** The issuer of a grant if it is known by now, without asking anybody. */
  known(grant: GrantDeclaration): ClientProfile | undefined {
    return knownIssuer(grant, (client) => this.#known.get(client.name));
  }

  /** The issuer of a client; a failed discovery is tried again at the next call. */
  #profile(client: ClientDeclaration): Promise<ClientProfile> {
    const known = this.#profiles.get(client.name);
    if (known) return known;
    const found = this.#find(client);
    this.#profiles.set(client.name, found);
    found.then(
      (profile) => this.#known.set(client.name, profile),
      () => this.#profiles.delete(client.name),
    );
    return found;
  }

  async #find(client: ClientDeclaration): Promise<ClientProfile> {
    const { base } = client.issuer;
    return profileOf(client, base.kind === 'discovery' ? await this.#sources.discover(base.url) : undefined);
  }
}
