import type { Activations } from '../../core/host/activations.ts';
import { changeActivation } from '../../core/host/change-activation.ts';
import { type HeldActivation, makeActivation, takeBack } from '../../core/host/make-activation.ts';
import { removeActivation } from '../../core/host/remove-activation.ts';
import type { Digest } from '../../core/ports.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import { requestOfUncreated } from './answer.ts';
import type { ResourceRequest } from './read-event.ts';
import { type ActivationProperties, readProperties } from './read-properties.ts';

/** What a request is done with. */
export interface ResourceParts {
  readonly deployment: string;
  readonly activations: Activations;
  readonly digest: Pick<Digest, 'fingerprint'>;
  readonly now: Instant;
}

/**
 * Creates the resource, or updates it.
 * @throws Fault `ResourceInvalid` for properties that are not its own, and what the port throws
 */
export async function holdActivation(
  { deployment, activations, digest, now }: ResourceParts,
  { kind, requestId, physicalId, properties, oldProperties }: ResourceRequest,
): Promise<HeldActivation> {
  const machineOf = ({ host, replacement }: ActivationProperties) => ({
    deployment,
    host,
    machine: digest.fingerprint(new SecretText(replacement)),
  });
  const wanted = readProperties(properties, deployment);
  const mark = { ...machineOf(wanted), request: requestId };
  const expiresAt = now + wanted.life;
  if (kind === 'create' || physicalId === undefined)
    return await makeActivation(activations, { mark, expiresAt });
  const before = readable(oldProperties, deployment);
  return await changeActivation(activations, {
    current: physicalId,
    was: before && machineOf(before),
    mark,
    expiresAt,
  });
}

/** Deletes the resource. One that could not be created is deleted with what its creation may have left. */
export async function dropActivation(
  { deployment, activations }: ResourceParts,
  { physicalId = '', properties }: ResourceRequest,
): Promise<void> {
  if (ACTIVATION_ID.test(physicalId)) return await removeActivation(activations, physicalId);
  const request = requestOfUncreated(physicalId);
  const its = readable(properties, deployment);
  if (request !== undefined && its) await takeBack(activations, { host: its.host, request });
}

const ACTIVATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @returns undefined for properties that nothing can have been made with */
function readable(properties: unknown, deployment: string): ActivationProperties | undefined {
  try {
    return readProperties(properties, deployment);
  } catch {
    return undefined;
  }
}
