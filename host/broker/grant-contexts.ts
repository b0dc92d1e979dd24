import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import {
  type ReadyProof,
  readClientProof,
  readFederation,
  readServiceAccount,
} from '../../adapters/config-file/read-proof.ts';
import { discoverIssuer } from '../../adapters/token-endpoint/discovery.ts';
import type { SendOptions } from '../../adapters/token-endpoint/send-once.ts';
import type {
  ClientDeclaration,
  ConsentGrant,
  Declaration,
  GrantDeclaration,
} from '../../core/config/declaration.ts';
import type { GrantContext } from '../../core/grant/context.ts';
import type { GrantSpec } from '../../core/grant/grant-spec.ts';
import type { ClientProfile } from '../../core/issuer/generic.ts';
import { profileOf } from '../../core/issuer/profile.ts';
import type { Ports } from '../../core/ports.ts';
import { knownIssuer } from './known-issuer.ts';
import { named } from './named.ts';

/** What is needed to make contexts out of a declaration. */
export interface ContextSources {
  readonly declaration: Declaration;
  readonly ports: Ports;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly send: SendOptions;
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
    switch (grant.kind) {
      case 'consent':
        return await this.#consent(grant);
      case 'service-account':
        return standing(await readServiceAccount(grant));
      case 'aws-federation':
        return standing(await readFederation(grant));
      case 'client-credentials': {
        const { environment } = this.#sources;
        const profile = await this.#profile(grant.client);
        return standing(await readClientProof(grant, { profile, environment }));
      }
    }
  }

  async #consent(grant: ConsentGrant): Promise<Pick<GrantSpec, 'profile' | 'authority'>> {
    const { client, scopes } = grant;
    const { environment } = this.#sources;
    const profile = await this.#profile(client);
    const { authenticationMethod: method, addedScopes } = profile;
    return {
      profile,
      authority: {
        kind: 'consent',
        client: await readClientAuthentication(client, { method, environment }),
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
    return profileOf(
      client,
      base.kind === 'discovery' ? await discoverIssuer(base.url, this.#sources.send) : undefined,
    );
  }
}

function standing({ proof, profile }: ReadyProof): Pick<GrantSpec, 'profile' | 'authority'> {
  return { profile, authority: { kind: 'standing', proof } };
}
