import { randomBytes, randomUUID } from 'node:crypto';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { writeGrantValue } from '../../../core/grant/value.ts';
import { grantSecret, grantVersionId, tokenVersionId } from '../../../core/grant/version-ids.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { HOUR } from '../../../core/time.ts';
import type { Deployment } from '../../../host/deployment/open-deployment.ts';

/** Puts a grant in force whose token is old enough to be due, as `evergrant migrate` leaves one. */
export async function signIn(grant: string, { ledger, secrets }: Deployment): Promise<void> {
  const id = randomUUID();
  const issuedAt = Date.now() - 50 * 60_000;
  const expiresAt = issuedAt + HOUR;
  const access = { token: secret(), tokenType: 'Bearer', issuedAt, expiresAt };
  const versionId = grantVersionId(nodeDigest, id);
  const settled = {
    generation: 1,
    consentId: id,
    grantVersionId: versionId,
    tokenVersionId: tokenVersionId(nodeDigest, id),
  };
  const value = writeGrantValue({
    schema: 1,
    generation: 1,
    consentId: id,
    parentFingerprint: null,
    refreshToken: secret(),
    access,
    refreshTokenExpiresAt: null,
    scopes: ['sheets'],
  });
  await secrets.put(grantSecret(grant), { versionId, value, label: 'AWSCURRENT' });
  await ledger.replace('grant', grant, {
    seen: 0,
    item: {
      ...NO_GRANT,
      settled,
      issuedAt,
      expiresAt,
      fingerprint: nodeDigest.fingerprint(access.token),
      consentedAt: issuedAt,
      scopes: ['sheets'],
      announced: 1,
    },
  });
}

function secret(): SecretText {
  return new SecretText(randomBytes(64).toString('base64url'));
}
