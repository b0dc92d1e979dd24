import { type GrantContext, tell } from '../grant/context.ts';
import type { Settled } from '../grant/settled.ts';
import type { GrantState } from '../grant/state.ts';
import { type GrantValue, writeGrantValue } from '../grant/value.ts';
import { grantSecret, grantVersionId, tokenVersionId } from '../grant/version-ids.ts';
import { readGrant, updateGrant } from '../ledger/update.ts';
import { SecretText } from '../secret-text.ts';

/** What another tool kept of a grant. */
export interface ImportedGrant {
  readonly refreshToken: SecretText;
  /** As the other tool recorded them; empty where it did not. */
  readonly scopes: readonly string[];
}

export type ImportOutcome =
  | { readonly kind: 'settled'; readonly state: GrantState }
  /** The grant is held already, by consent or by an earlier import: nothing was changed. */
  | { readonly kind: 'held'; readonly state: GrantState };

/**
 * Makes a refresh token that somebody else held the first generation of a grant, without a consent and without asking
 * the issuer. It is due at once: the refresh that follows proves it, and brings the first access token that is ours.
 *
 * Generation 1 has no access token, so it counts as announced and is projected nowhere: no consumer ever sees it.
 */
export async function importGrant(context: GrantContext, imported: ImportedGrant): Promise<ImportOutcome> {
  const { ports, spec } = context;
  const before = await readGrant(ports.ledger, spec.name);
  if (before.settled) return { kind: 'held', state: before };
  const consentId = ports.random.id();
  const settled: Settled = {
    generation: 1,
    consentId,
    grantVersionId: grantVersionId(ports.digest, consentId),
    tokenVersionId: tokenVersionId(ports.digest, consentId),
  };
  await ports.secrets.put(grantSecret(spec.name), {
    versionId: settled.grantVersionId,
    value: writeGrantValue(firstValue(context, { settled, imported })),
    label: 'EVERGRANT_NEXT',
  });
  const { applied, state } = await updateGrant(ports.ledger, spec.name, (seen) => {
    if (seen.settled?.consentId === consentId) return seen;
    if (seen.settled) return undefined;
    return { ...seen, settled, announced: settled.generation, refreshAt: 0, scopes: imported.scopes };
  });
  if (!applied) return { kind: 'held', state };
  tell(context, 'consentSettled', {
    generation: settled.generation,
    reason: 'Imported',
    message: 'the refresh token of another tool is held from now on; one refresh proves it',
  });
  return { kind: 'settled', state };
}

function firstValue(
  { ports }: GrantContext,
  first: { settled: Settled; imported: ImportedGrant },
): GrantValue {
  const { settled, imported } = first;
  const now = ports.clock.now();
  return {
    schema: 1,
    generation: settled.generation,
    consentId: settled.consentId,
    parentFingerprint: null,
    refreshToken: imported.refreshToken,
    access: { token: new SecretText(''), tokenType: 'Bearer', issuedAt: now, expiresAt: now },
    refreshTokenExpiresAt: null,
    scopes: imported.scopes,
  };
}
