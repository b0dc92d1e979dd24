import { Fault } from '../fault.ts';
import { keySecret } from '../rotate/version-ids.ts';
import type { PendingLabels } from '../token-rotation/rotation.ts';
import type { RotationStep } from '../token-rotation/step.ts';
import { carryOn } from './carry-on.ts';
import { claimRotation, takeOverRotation } from './claim.ts';
import type { SigningKeyContext } from './context.ts';
import { createSecret } from './create-secret.ts';
import { finishSecret } from './finish-secret.ts';
import { giveUp } from './give-up.ts';
import { mendSigningKey } from './mend.ts';
import { projectSigningKey } from './project.ts';
import { setSecret } from './set-secret.ts';
import { promotedKeys } from './signing-key-at.ts';
import type { OpenKeyRotation, SigningKeyState } from './state.ts';
import { storedSigningKey } from './stored-value.ts';
import { testSecret } from './test-secret.ts';
import { readSigningKey } from './update.ts';
import type { SigningKeyValue } from './value.ts';
import { tellOfWithdrawal } from './withdraw.ts';

/** One rotation of a key secret as Secrets Manager runs it: four calls, each of which may come twice, or late. */
export interface KeyRotationBySteps {
  readonly context: SigningKeyContext;
  readonly labels: PendingLabels;
  /** `ClientRequestToken`: the version that this rotation makes. */
  readonly versionId: string;
}

/**
 * Does one step of a rotation that Secrets Manager runs. It is the rotation of the ledger, under the version's id, so a
 * look of `refresh` may finish what died between two steps, and the steps that come after find it done.
 *
 * @throws Fault `SigningKeyBusy`, `RotationPendingMissing`, `SigningKeyNotProven`
 */
export async function rotateKeyByStep(by: KeyRotationBySteps, step: RotationStep): Promise<void> {
  // A state that is lost is rebuilt from what is stored, or the keys before would be withdrawn.
  if (step === 'createSecret') await mendSigningKey(by.context);
  const state = await readSigningKey(by.context.ports.ledger, by.context.spec.name);
  if (step === 'createSecret') return await create(by, state);
  const isDone = promotedKeys(state).some(({ versionId }) => versionId === by.versionId);
  if (isDone) return step === 'finishSecret' ? await projectSigningKey(by.context, state) : undefined;
  const { rotation } = state;
  // Secrets Manager tests a rotation when it is configured, with a pending version of its own making.
  if (rotation?.versionId !== by.versionId) return step === 'testSecret' ? undefined : await abandon(by);
  const value = await storedSigningKey(by.context, by.versionId);
  // A read that lags behind the write of the first step.
  if (!value) throw busy(by.context.spec.name);
  await DO[step](by, { rotation, value });
}

/** A rotation of this version that is open, and what lies under it. */
interface Ours {
  readonly rotation: OpenKeyRotation;
  readonly value: SigningKeyValue;
}

async function create({ context, versionId }: KeyRotationBySteps, state: SigningKeyState): Promise<void> {
  if (promotedKeys(state).some((key) => key.versionId === versionId)) return;
  if (state.superseded.includes(versionId)) throw pendingMissing(context.spec.name, versionId);
  // Tokens die by it, which `refresh` mints anew; it does so within a minute.
  if (state.wanted === 'emergency') throw busy(context.spec.name);
  const rotation =
    state.rotation?.versionId === versionId
      ? state.rotation
      : await claimRotation(context, { seen: await free(context, state), urgent: false, versionId });
  if (!rotation) throw busy(context.spec.name);
  if (!(await createSecret(context, rotation))) await giveUp(context, rotation);
}

/** Another rotation whose owner may be gone is finished first. @returns the state after it */
async function free(context: SigningKeyContext, state: SigningKeyState): Promise<SigningKeyState> {
  const { ports, spec } = context;
  if (!state.rotation) return state;
  const { owner, fence, until } = state.rotation;
  if (!ports.holder.suspect({ owner, fence, until }, ports.clock.now())) throw busy(spec.name);
  const taken = await takeOverRotation(context, state.rotation);
  if (!taken || !(await carryOn(context, taken))) throw busy(spec.name);
  const after = await readSigningKey(ports.ledger, spec.name);
  await projectSigningKey(context, after);
  return await readSigningKey(ports.ledger, spec.name);
}

const DO: Readonly<
  Record<Exclude<RotationStep, 'createSecret'>, (by: KeyRotationBySteps, ours: Ours) => Promise<void>>
> = {
  async setSecret({ context }, ours) {
    if (!(await setSecret(context, ours))) throw busy(context.spec.name);
  },
  async testSecret({ context }, { rotation, value }) {
    if (!(await testSecret(context, value))) await giveUp(context, rotation);
  },
  async finishSecret({ context }, { rotation }) {
    const promoted = await finishSecret(context, rotation);
    if (!promoted) throw busy(context.spec.name);
    tellOfWithdrawal(context, promoted.ended);
    await projectSigningKey(context, await readSigningKey(context.ports.ledger, context.spec.name));
  },
};

/** It was given up, or never begun: a label that stayed on it would block every rotation to come. */
async function abandon({ context, labels, versionId }: KeyRotationBySteps): Promise<never> {
  await labels.drop(keySecret(context.spec.name), 'AWSPENDING', versionId);
  throw pendingMissing(context.spec.name, versionId);
}

function pendingMissing(key: string, versionId: string): Fault {
  return new Fault({
    code: 'RotationPendingMissing',
    message: `rotation ${versionId} of signing key ${key} has no pending key that could sign; the key before it goes on`,
    remedy: `evergrant rotate ${key} --now makes another; evergrant status ${key}`,
  });
}

function busy(key: string): Fault {
  return new Fault({
    code: 'SigningKeyBusy',
    message: `another rotation of signing key ${key} is under way`,
    remedy: `it is tried again by itself; evergrant status ${key}`,
    retryable: true,
  });
}
