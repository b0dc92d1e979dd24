import { google } from '../../issuer/presets/google.ts';
import { expandScopes } from '../../issuer/scopes.ts';
import type { ClientDeclaration } from '../client-declaration.ts';
import type { GrantDeclaration } from '../grant-declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { ConfigWhere } from '../where.ts';

type ParsedGrant = ParsedDeclaration['grants'][string];

/** What a grant is converted with. `client` finds the client of a name. */
interface Source {
  readonly grant: ParsedGrant;
  readonly where: ConfigWhere;
  readonly client: (name: string) => ClientDeclaration;
}

/** The scope that Google's own configurations ask for where none is named. */
const CLOUD_PLATFORM = 'cloud-platform';

/** The rules have proven that what the kind needs is there. */
export function convertGrant(name: string, { grant, where, client: clientOf }: Source): GrantDeclaration {
  const { kind, client = '', account, keyFile = '', subject, scopes } = grant;
  const terms = {
    name,
    warnBefore: [...new Set(grant.warnBefore)].sort((a, b) => b - a),
    refreshAfter: grant.refreshAfter,
    verifyEvery: grant.verifyEvery,
  };
  switch (kind) {
    case 'consent':
      return { ...terms, kind, ...ofClient(clientOf(client), scopes), account };
    case 'client-credentials':
      return { ...terms, kind, ...ofClient(clientOf(client), scopes) };
    case 'service-account':
      return { ...terms, kind, keyFile: where.resolve(keyFile), subject, scopes: ofGoogle(scopes) };
    case 'aws-federation':
      return {
        ...terms,
        kind,
        federation: federationOf(grant, where),
        scopes: ofGoogle(scopes.length === 0 ? [CLOUD_PLATFORM] : scopes),
      };
  }
}

function ofClient(client: ClientDeclaration, scopes: readonly string[]) {
  const { base } = client.issuer;
  const prefix = base.kind === 'preset' ? base.preset.scopePrefix?.value : undefined;
  return { client, scopes: expandScopes(scopes, prefix) };
}

function ofGoogle(scopes: readonly string[]): readonly string[] {
  return expandScopes(scopes, google.scopePrefix?.value);
}

function federationOf({ audience = '', serviceAccount, credentialsFile }: ParsedGrant, where: ConfigWhere) {
  return credentialsFile === undefined
    ? ({ kind: 'declared', audience, serviceAccount } as const)
    : ({ kind: 'credentialsFile', path: where.resolve(credentialsFile) } as const);
}
