import type { Preset, Rotation } from '../../issuer/preset.ts';
import { atTenant } from '../../issuer/tenant.ts';
import type {
  ClientCredentials,
  ClientDeclaration,
  IssuerDeclaration,
  IssuerOverrides,
} from '../client-declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { ConfigWhere } from '../where.ts';

type ParsedClient = ParsedDeclaration['clients'][string];
type ParsedIssuer = Exclude<ParsedClient['issuer'], string>;

/** What a client is converted from. */
interface Source {
  readonly client: ParsedClient;
  readonly where: ConfigWhere;
  readonly presets: ReadonlyMap<string, Preset>;
}

export function convertClient(name: string, source: Source): ClientDeclaration {
  const { client, where, presets } = source;
  return {
    name,
    issuer: convertIssuer(client.issuer, presets),
    credentials: credentialsOf(client, where),
    authentication: client.authentication,
    type: client.type,
    publishingStatus: client.publishingStatus,
    parameters: client.parameters,
  };
}

function credentialsOf(client: ParsedClient, where: ConfigWhere): ClientCredentials {
  const { clientId = '', clientSecretFile, clientSecretEnv, credentialsFile } = client;
  if (credentialsFile !== undefined) return { kind: 'credentialsFile', path: where.resolve(credentialsFile) };
  if (clientSecretFile !== undefined)
    return { kind: 'secretFile', clientId, path: where.resolve(clientSecretFile) };
  if (clientSecretEnv !== undefined) return { kind: 'environment', clientId, variable: clientSecretEnv };
  return { kind: 'public', clientId };
}

function convertIssuer(issuer: ParsedClient['issuer'], presets: Source['presets']): IssuerDeclaration {
  if (typeof issuer === 'string') return { base: baseOf({ preset: issuer }, presets), overrides: {} };
  return { base: baseOf(issuer, presets), overrides: overridesOf(issuer) };
}

function baseOf(issuer: ParsedIssuer, presets: Source['presets']): IssuerDeclaration['base'] {
  const { preset: name, domain, discovery, authorizationEndpoint = '', tokenEndpoint = '' } = issuer;
  const preset = name === undefined ? undefined : presets.get(name);
  if (preset) return { kind: 'preset', preset: atTenant(preset, domain) };
  if (discovery !== undefined) return { kind: 'discovery', url: discovery };
  return { kind: 'explicit', authorizationEndpoint, tokenEndpoint };
}

function overridesOf(issuer: ParsedIssuer): IssuerOverrides {
  const {
    preset,
    domain,
    discovery,
    rotation,
    grace,
    accessTokenLifetime,
    grantLifetime,
    idleLifetime,
    ...facts
  } = issuer;
  return {
    ...facts,
    ...(rotation && { rotation: rotationOf(rotation, grace ?? 0) }),
    ...(accessTokenLifetime && { accessTokenLife: accessTokenLifetime }),
    ...(grantLifetime && { grantLife: grantLifetime }),
    ...(idleLifetime && { idleLife: idleLifetime }),
  };
}

function rotationOf(kind: Rotation['kind'], grace: number): Rotation {
  return kind === 'always' ? { kind, grace } : { kind };
}
