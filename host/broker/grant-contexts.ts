import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import { discoverIssuer } from '../../adapters/token-endpoint/discovery.ts';
import type { SendOptions } from '../../adapters/token-endpoint/send-once.ts';
import type { ClientDeclaration, Declaration, GrantDeclaration } from '../../core/config/declaration.ts';
import type { GrantContext } from '../../core/grant/context.ts';
import type { GrantSpec } from '../../core/grant/grant-spec.ts';
import type { ClientProfile } from '../../core/issuer/generic.ts';
import { profileOf } from '../../core/issuer/profile.ts';
import type { Ports } from '../../core/ports.ts';
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
    const { declaration, environment } = this.#sources;
    const { client } = grant;
    const profile = await this.profile(client);
    const { authenticationMethod: method, addedScopes } = profile;
    return {
      name: grant.name,
      profile,
      client: await readClientAuthentication(client, { method, environment }),
      account: grant.account ?? null,
      scopes: grant.scopes,
      consentScopes: [...new Set([...grant.scopes, ...addedScopes])],
      refreshAfter: grant.refreshAfter,
      verifyEvery: grant.verifyEvery ?? null,
      tokens: [...declaration.tokens.values()]
        .filter((token) => token.grant.name === grant.name)
        .map(({ name }) => name),
      parameters: client.parameters,
    };
  }

  /** The issuer of a client; a failed discovery is tried again at the next call. */
  profile(client: ClientDeclaration): Promise<ClientProfile> {
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

  /** The issuer of a client if it is known by now, without asking anybody. */
  known(client: ClientDeclaration): ClientProfile | undefined {
    return this.#known.get(client.name);
  }

  async #find(client: ClientDeclaration): Promise<ClientProfile> {
    const { base } = client.issuer;
    return profileOf(
      client,
      base.kind === 'discovery' ? await discoverIssuer(base.url, this.#sources.send) : undefined,
    );
  }
}
