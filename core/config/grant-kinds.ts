/** The kinds of grants, as users write them. */
export const GRANT_KINDS = ['consent', 'service-account', 'aws-federation', 'client-credentials'] as const;

export type GrantKind = (typeof GRANT_KINDS)[number];

/** Does it stand by a policy of its issuer, so that nobody has to sign in? */
export function needsNoConsent({ kind }: { readonly kind: GrantKind }): boolean {
  return kind !== 'consent';
}
