import type { StatusDocument } from '../status.ts';
import type { CredentialAudit } from './host-audit.ts';

/** Every credential of a status, with its next end. */
export function credentialAudits(
  status: Pick<StatusDocument, 'credentials' | 'apiKeys' | 'signingKeys' | 'agentTokens'>,
): readonly CredentialAudit[] {
  return [
    ...status.credentials.map(
      (grant): CredentialAudit => ({
        ...common(grant, `evergrant login ${grant.name}`),
        expiresAt: grant.expiresAt,
        rotateAt: null,
        forecast: grant.forecast,
      }),
    ),
    ...status.apiKeys.map((key) => keyAudit(key, `evergrant key set ${key.name}`)),
    ...status.signingKeys.map((key) => keyAudit(key)),
    ...status.agentTokens.map(
      (token): CredentialAudit => ({
        ...common(token),
        expiresAt: token.expiresAt,
        rotateAt: null,
        forecast: null,
      }),
    ),
  ];
}

type Keyed = Parameters<typeof common>[0] & { readonly rotateAt: string | null };

function keyAudit(key: Keyed, without?: string): CredentialAudit {
  return { ...common(key, without), expiresAt: null, rotateAt: key.rotateAt, forecast: null };
}

/** @param without the command that gives a credential its first value; undefined: it is made at need */
function common(
  {
    name,
    kind,
    state,
    incident,
  }: Pick<StatusDocument[Kinds][number], 'name' | 'kind' | 'state' | 'incident'>,
  without?: string,
): Pick<CredentialAudit, 'name' | 'kind' | 'state' | 'trouble'> {
  if (incident) {
    const { severity, message, remedy } = incident;
    return { name, kind, state, trouble: { severity, message, remedy } };
  }
  const isEmpty = (state === 'noGrant' || state === 'noKey') && without !== undefined;
  return { name, kind, state, trouble: isEmpty ? { ...EMPTY, remedy: without } : null };
}

const EMPTY = { severity: 'critical', message: 'it has never had a value' } as const;

type Kinds = 'credentials' | 'apiKeys' | 'signingKeys' | 'agentTokens';
