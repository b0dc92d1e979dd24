import { isMapping } from '../../core/config/raw-tree.ts';
import { Fault } from '../../core/fault.ts';
import { type RotationStep, readRotationStep } from '../../core/token-rotation/step.ts';
import { secretName } from '../../core/wire.ts';

/** A call of Secrets Manager. Its `RotationToken` is not for us and never read. */
export interface RotationCall {
  readonly step: RotationStep;
  /** Whether the secret of a token or of a signing key is rotated, and its name. */
  readonly kind: 'token' | 'key';
  readonly name: string;
  /** `ClientRequestToken`. */
  readonly versionId: string;
}

export interface RotateHandlerParts {
  readonly deployment: string;
  rotate(call: RotationCall): Promise<void>;
  /** Told of what is thrown, which Secrets Manager shows to nobody. @param about the token; its secret where that is not ours */
  failed(about: string, error: unknown): void;
}

/** Narrows a call of Secrets Manager and does its step. What it throws makes the rotation fail and come again. */
export function createRotateHandler(parts: RotateHandlerParts): (event: unknown) => Promise<void> {
  return async (event) => {
    let about = nameIn(event);
    try {
      const call = readCall(event, parts.deployment);
      about = call.name;
      await parts.rotate(call);
    } catch (error) {
      parts.failed(about, error);
      throw error;
    }
  };
}

/** The secret that an event is about, as far as it says. */
function nameIn(event: unknown): string {
  return isMapping(event) && typeof event.SecretId === 'string' ? secretNameOf(event.SecretId) : 'rotate';
}

/** @throws Fault `EventUnknown`, `NotOurSecret` */
function readCall(event: unknown, deployment: string): RotationCall {
  if (isMapping(event)) {
    const { Step, SecretId, ClientRequestToken } = event;
    const step = typeof Step === 'string' ? readRotationStep(Step) : undefined;
    if (step && typeof SecretId === 'string' && typeof ClientRequestToken === 'string') {
      return { step, ...ourSecret(SecretId, deployment), versionId: ClientRequestToken };
    }
  }
  throw new Fault({
    code: 'EventUnknown',
    message: 'rotate was called with an event that is no step of a rotation',
    remedy: 'let Secrets Manager call it: aws secretsmanager rotate-secret --secret-id NAME',
  });
}

/** Secrets Manager names the secret by its ARN, which ends in a hyphen and six characters of its own. */
function secretNameOf(secretId: string): string {
  if (!secretId.startsWith('arn:')) return secretId;
  return secretId
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[A-Za-z0-9]{6}$/, '');
}

function ourSecret(secretId: string, deployment: string): Pick<RotationCall, 'kind' | 'name'> {
  const name = secretNameOf(secretId);
  for (const kind of ['token', 'key'] as const) {
    const ours = secretName(deployment, `${kind}/`);
    if (name.startsWith(ours)) return { kind, name: name.slice(ours.length) };
  }
  throw new Fault({
    code: 'NotOurSecret',
    message: `${name} is neither a token nor a signing key of deployment ${deployment}, and rotate works on those only`,
    remedy: `take this function off its rotation: aws secretsmanager cancel-rotate-secret --secret-id ${name}`,
  });
}
