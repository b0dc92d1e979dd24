import { Fault } from '../../core/fault.ts';
import { readStored } from '../../core/grant/read-stored.ts';
import { type GrantState, NO_GRANT } from '../../core/grant/state.ts';
import { readGrantValue } from '../../core/grant/value.ts';
import { grantSecret } from '../../core/grant/version-ids.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { decideMove } from '../../core/migration/decide-move.ts';
import { movedState } from '../../core/migration/moved-state.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { SECOND } from '../../core/time.ts';
import type { Deployment } from '../deployment/open-deployment.ts';
import type { Donor } from './donor.ts';

/** A grant that is in its new place, as it was found there. */
export interface MovedGrant {
  readonly name: string;
  readonly generation: number;
  /** Of the access token in force. */
  readonly fingerprint: string | null;
  /** Of the refresh token, the same on both sides; null: it was there already, and was refreshed since. */
  readonly refreshTokenFingerprint: string | null;
}

/**
 * Copies the value in force and its state. The donor must be frozen. The state is written last, and only once the value
 * was read back and is the same: until then the new broker has nothing to refresh.
 *
 * @throws Fault `MigrationUnproven` when what is read back is not what was written
 */
export async function moveGrant(
  name: string,
  { donor, deployment }: { donor: Donor; deployment: Deployment },
): Promise<MovedGrant> {
  const here = await readGrant(donor.ledger, name);
  const sides: Sides = { here, donor, deployment };
  for (;;) {
    const stored = await deployment.ledger.read('grant', name);
    const move = decideMove(name, { here, there: stored?.item });
    if (move.kind !== 'move') return provenThere(name, { ...sides, there: stored?.item });
    await copyValue(name, sides);
    await deployment.ledger.replace('grant', name, {
      seen: stored?.revision ?? 0,
      item: movedState(here, { fence: stored?.item.fence ?? NO_GRANT.fence }),
    });
    // Written or not, by this or by somebody else: what is read now decides.
  }
}

interface Sides {
  readonly here: GrantState;
  readonly donor: Donor;
  readonly deployment: Deployment;
}

/** Both ledgers name the same consent, and where AWS has not gone on from it, the same tokens. */
async function provenThere(
  grant: string,
  { there, ...sides }: Sides & { there: GrantState | undefined },
): Promise<MovedGrant> {
  const { settled, fingerprint } = sides.here;
  const taken = there?.settled;
  if (!settled || taken?.consentId !== settled.consentId || taken.generation < settled.generation)
    throw unproven(grant, 'the ledger there has another consent');
  const { generation } = taken;
  const isSame = generation === settled.generation;
  if (isSame && there?.fingerprint !== fingerprint) throw unproven(grant, 'the fingerprints differ');
  return {
    name: grant,
    generation,
    fingerprint: there?.fingerprint ?? null,
    refreshTokenFingerprint: isSame ? await sameRefreshToken(grant, sides) : null,
  };
}

async function copyValue(grant: string, sides: Sides): Promise<void> {
  const { here, deployment } = sides;
  const versionId = here.settled?.grantVersionId ?? '';
  const value = await valueHere(grant, sides);
  await deployment.secrets.put(grantSecret(grant), { versionId, value, label: 'EVERGRANT_NEXT' });
  await sameRefreshToken(grant, sides);
}

async function valueHere(grant: string, { here, donor }: Sides): Promise<SecretText> {
  const context = { ports: donor, spec: { name: grant } };
  const text = await readStored(context, here.settled?.grantVersionId ?? '');
  if (text) return text;
  throw unproven(grant, 'the value in force here cannot be read');
}

/** @returns the fingerprint that both values have */
async function sameRefreshToken(grant: string, sides: Sides): Promise<string> {
  const { here, deployment } = sides;
  const { digest, clock } = deployment.ports;
  const versionId = here.settled?.grantVersionId ?? '';
  const ours = await valueHere(grant, sides);
  for (let tries = 0; ; tries += 1) {
    const theirs = await deployment.secrets.read(grantSecret(grant), versionId);
    const value = theirs && readGrantValue(theirs);
    if (theirs && value?.refreshToken) {
      if (theirs.reveal() !== ours.reveal()) throw unproven(grant, 'the value there is another one');
      return digest.fingerprint(value.refreshToken);
    }
    if (tries === LAG_TRIES) throw unproven(grant, 'the value that was written cannot be read back');
    await clock.sleep(SECOND);
  }
}

const LAG_TRIES = 10;

function unproven(grant: string, why: string): Fault {
  return new Fault({
    code: 'MigrationUnproven',
    message: `grant ${grant} is not proven to be in its new place: ${why}`,
    remedy: 'the donor stays frozen; evergrant migrate --to aws says what stands where',
  });
}
