import type { ApiKeyDeclaration } from '../config/api-key-declaration.ts';
import type { ClientDeclaration } from '../config/client-declaration.ts';
import type { Declaration } from '../config/declaration.ts';
import type { GrantDeclaration } from '../config/grant-declaration.ts';
import type { StoredSecret } from './stored-secret.ts';

/** What a declaration stores, or has others store: its grants, its API keys. No file is opened. */
export function declaredSecrets({
  grants,
  apiKeys,
}: Pick<Declaration, 'grants' | 'apiKeys'>): readonly StoredSecret[] {
  return [...[...grants.values()].map(ofGrant), ...[...apiKeys.values()].map(ofKey)];
}

const NOTHING_KNOWN = { name: null, fingerprint: null, issuer: null, account: null, scopes: [] } as const;

function ofGrant(grant: GrantDeclaration): StoredSecret {
  const common = {
    ...NOTHING_KNOWN,
    place: `grants.${grant.name}`,
    scopes: grant.scopes,
    kept: 'declared',
  } as const;
  switch (grant.kind) {
    case 'consent': {
      const issuer = issuerOf(grant.client);
      return { ...common, kind: 'refresh-token', issuer, account: grant.account ?? null };
    }
    case 'service-account': {
      const account = grant.subject ?? null;
      return {
        ...common,
        kind: 'google-service-account-key',
        issuer: 'google',
        account,
        name: grant.keyFile,
      };
    }
    case 'aws-federation':
      return { ...common, kind: 'keyless', issuer: 'google' };
    case 'client-credentials':
      return { ...common, kind: 'client-secret', issuer: issuerOf(grant.client) };
  }
}

function ofKey({ name, rotation }: ApiKeyDeclaration): StoredSecret {
  return {
    ...NOTHING_KNOWN,
    kind: rotation === undefined ? 'api-key' : 'rotated-api-key',
    place: `apiKeys.${name}`,
    issuer: rotation?.api.name ?? null,
    kept: 'declared',
  };
}

function issuerOf({ issuer }: ClientDeclaration): string | null {
  return issuer.base.kind === 'preset' ? issuer.base.preset.name : null;
}
