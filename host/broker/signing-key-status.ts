import type { SigningKeyDeclaration } from '../../core/config/signing-key-declaration.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Ports } from '../../core/ports.ts';
import { signingKeyDueAt } from '../../core/signing-key/decide.ts';
import { signingKeyAt } from '../../core/signing-key/signing-key-at.ts';
import type { SigningKeyState, SigningKeyWord } from '../../core/signing-key/state.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import type { SigningKeyStatus } from '../../core/status.ts';
import { isoOrNull, toIso } from '../../core/time.ts';
import { incidentStatus } from './incident-status.ts';

/** What a look at a signing key needs, on either engine. */
export interface SigningKeyLook {
  readonly ports: Pick<Ports, 'ledger' | 'clock'>;
  readonly incidents: { open(name: string): Promise<Incident | null> };
}

/** How one signing key is, for `evergrant status`: public halves and dates. */
export async function signingKeyStatus(
  key: SigningKeyDeclaration,
  { ports, incidents }: SigningKeyLook,
): Promise<SigningKeyStatus> {
  const { name, algorithm, issuer, rotateEvery } = key;
  const state = await readSigningKey(ports.ledger, name);
  const now = ports.clock.now();
  const signing = signingKeyAt(state, now);
  return {
    name,
    kind: 'signingKey',
    state: wordOf(state),
    algorithm,
    issuer,
    kid: signing?.publicKey.kid ?? null,
    generation: signing?.generation ?? 0,
    since: isoOrNull(signing?.signsFrom ?? null),
    rotateAt: isoOrNull(signingKeyDueAt(state, { rotateEvery })),
    published: state.published
      .filter(({ withdrawAt }) => withdrawAt === null || withdrawAt > now)
      .map(({ publicKey, generation, publishedAt, signsFrom, withdrawAt }) => ({
        kid: publicKey.kid,
        generation,
        publishedAt: toIso(publishedAt),
        signsFrom: isoOrNull(signsFrom),
        withdrawAt: isoOrNull(withdrawAt),
      })),
    incident: incidentStatus(await incidents.open(name)),
  };
}

function wordOf({ published, rotation, wanted }: SigningKeyState): SigningKeyWord {
  if (rotation || wanted) return 'rotating';
  return published.some(({ signsFrom }) => signsFrom !== null) ? 'healthy' : 'noKey';
}
