import type { ClientDeclaration } from '../config/client-declaration.ts';
import { Fault } from '../fault.ts';
import type { IssuerMetadata } from './discovery.ts';
import { type ClientProfile, override, profileOfEndpoints, profileOfMetadata } from './generic.ts';
import type { Preset } from './preset.ts';

/**
 * What is known of a client's issuer: preset, metadata document or endpoints, with the declaration's overrides on top.
 *
 * @param metadata what the issuer publishes; needed when the declaration says `discovery`.
 */
export function profileOf(client: ClientDeclaration, metadata?: IssuerMetadata): ClientProfile {
  const profile = override(baseProfile(client, metadata), client.issuer.overrides);
  const authenticationMethod = client.authentication ?? methodOf(client, profile);
  return { ...profile, authenticationMethod };
}

/** What is known of the issuer without asking it: a metadata document states no life of a grant. */
export function unaskedProfile(client: ClientDeclaration): ClientProfile {
  const { base, overrides } = client.issuer;
  if (base.kind !== 'discovery') return profileOf(client);
  const unasked = { kind: 'explicit', authorizationEndpoint: base.url, tokenEndpoint: base.url } as const;
  return profileOf({ ...client, issuer: { base: unasked, overrides } });
}

function methodOf(client: ClientDeclaration, profile: ClientProfile): ClientProfile['authenticationMethod'] {
  return client.credentials.kind === 'public' ? 'none' : profile.authenticationMethod;
}

function baseProfile(client: ClientDeclaration, metadata: IssuerMetadata | undefined): ClientProfile {
  const { base, overrides } = client.issuer;
  switch (base.kind) {
    case 'preset':
      return profileOfPreset(base.preset, overrides.tokenEndpoint !== undefined);
    case 'explicit':
      return profileOfEndpoints(base);
    case 'discovery':
      if (metadata === undefined) throw notFetched(client.name);
      return profileOfMetadata(metadata);
  }
}

/**
 * What is known of an issuer by its preset alone.
 * @param moved the declaration names another token endpoint: the preset's identifier and revocation are not its own.
 */
export function profileOfPreset(preset: Preset, moved: boolean): ClientProfile {
  return {
    name: preset.name,
    authorizationEndpoint: preset.authorizationEndpoint.value,
    tokenEndpoint: preset.tokenEndpoint.value,
    ...(preset.issuer && !moved && { issuer: preset.issuer.value }),
    ...(preset.revocationEndpoint && !moved && { revocationEndpoint: preset.revocationEndpoint.value }),
    ...(preset.introspectionEndpoint &&
      !moved && { introspectionEndpoint: preset.introspectionEndpoint.value }),
    ...(preset.identity.value.kind === 'userinfo' && { userinfoEndpoint: preset.identity.value.endpoint }),
    ...(preset.accessTokenLife && { accessTokenLife: preset.accessTokenLife.value }),
    pkce: preset.pkce.value,
    authorizationParameters: preset.authorizationParameters?.value ?? {},
    scopeSeparator: preset.scopeSeparator?.value ?? ' ',
    rotation: preset.rotation.value,
    reuse: preset.reuse.value,
    refreshEndsAccessToken: preset.refreshEndsAccessToken?.value ?? false,
    lifeRules: preset.lifeRules,
    identity: preset.identity.value,
    addedScopes: preset.addedScopes?.value ?? [],
    authenticationMethod: preset.clientAuthentication.value,
  };
}

function notFetched(client: string): Fault {
  return new Fault({
    code: 'DiscoveryNotFetched',
    message: `the metadata document of client ${JSON.stringify(client)} was not fetched`,
    remedy: 'this is an error of evergrant itself: please report it',
  });
}
