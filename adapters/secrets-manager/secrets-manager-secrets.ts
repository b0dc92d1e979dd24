import type { KMSClient } from '@aws-sdk/client-kms';
import {
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { Fault, isFault } from '../../core/fault.ts';
import type { Clock, SecretId, Secrets, StageLabel } from '../../core/ports.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import type { PendingLabels } from '../../core/token-rotation/rotation.ts';
import { secretName } from '../../core/wire.ts';
import { awsErrorName } from '../aws-call/aws-fault.ts';
import { describeSecret, labelsOn, type SecretDescription } from './describe-secret.ts';
import { isKeptOnly, keepAbandoned, keptLabel } from './keep-abandoned.ts';
import { listVersions } from './list-versions.ts';
import { moveLabel } from './move-label.ts';
import { proveWritable } from './prove-writable.ts';
import { type SecretPlace, secretFault } from './secret-call.ts';

export interface SecretsManagerOptions {
  readonly client: SecretsManagerClient;
  /** Asked for a data key in `prepare`, for secrets with a customer key. */
  readonly kms: KMSClient;
  readonly clock: Clock;
  /** Name of the deployment: the secrets are `evergrant/<deployment>/<kind>/<id>`. */
  readonly deployment: string;
}

/**
 * The secrets of the aws engine. A deployment makes them, empty; a secret that does not exist is a Fault here, one
 * without versions is not.
 *
 * What AWS does otherwise than a state directory:
 * - The first version of a secret carries AWSCURRENT from the start, whatever the label it was put under.
 * - No version can be deleted. One without labels is deprecated: AWS keeps it for a day at least and among the newest
 *   100, then deletes it. `versions` does not list it, `read` may find it. So `prune` takes labels away, and a value
 *   that loses EVERGRANT_NEXT to a newer one, and has no other label, gets one of its own (`EVERGRANT_KEPT_…`). What
 *   loses AWSPREVIOUS was superseded and is let go, and so is a token that was overtaken: its grant's value has it.
 * - Reads lag behind writes for a moment; compare-and-swap does not.
 *
 * Every failure is a Fault that names the secret: `AwsResourceMissing`, `SecretDeleted`, `AwsDenied`,
 * `AwsKeyUnusable`, `AwsThrottled`, `SecretFull` and the others of `awsFault`.
 */
export class SecretsManagerSecrets implements Secrets, PendingLabels {
  readonly #options: SecretsManagerOptions;

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
  }

  /** @throws Fault `SecretDamaged` for a version that holds bytes, which somebody made by hand */
  async read(id: SecretId, versionId: string): Promise<SecretText | undefined> {
    const place = this.#place(id);
    const answer = await this.#version(place, versionId);
    if (!answer) return undefined;
    if (answer.SecretString === undefined) throw notText(place.name, versionId);
    return new SecretText(answer.SecretString);
  }

  async labelled(id: SecretId, label: StageLabel): Promise<string | undefined> {
    const { labels } = await describeSecret(this.#place(id));
    return labels.get(label);
  }

  /** Those that carry a label: the others may be gone tomorrow. */
  async versions(id: SecretId): Promise<readonly string[]> {
    return labelledVersions(await describeSecret(this.#place(id)));
  }

  /** What it proves and what not: {@link proveWritable}. */
  async prepare(id: SecretId, versionId: string): Promise<void> {
    await proveWritable(this.#place(id), { versionId, label: 'EVERGRANT_NEXT' });
  }

  async put(
    id: SecretId,
    version: { versionId: string; value: SecretText; label: StageLabel },
  ): Promise<void> {
    const place = this.#place(id);
    const { versionId, label } = version;
    // A description that fails must not keep an answer from being stored.
    const before = leavesAlone(id, label) ? undefined : await describeSecret(place).catch(ignoreFault);
    const labels = await this.#store(place, version);
    // The same value again changes nothing, not even the label.
    if (!labels.includes(label)) await this.#label(place, version);
    if (before) await this.#keep(place, { secret: before, newest: versionId });
  }

  async move(
    id: SecretId,
    label: StageLabel,
    move: { to: string; from: string | undefined },
  ): Promise<boolean> {
    return moveLabel(this.#place(id), { label, ...move });
  }

  /** Takes the labels away that kept them. AWS deletes them when they are a day old and others need the room. */
  async prune(id: SecretId, superseded: readonly string[]): Promise<readonly string[]> {
    const place = this.#place(id);
    const secret = await describeSecret(place);
    const kept = superseded.filter((each) => isKeptOnly(secret, each));
    for (const versionId of kept)
      await moveLabel(place, { label: keptLabel(versionId), from: versionId, to: undefined });
    return labelledVersions(secret).filter((versionId) => !kept.includes(versionId));
  }

  /** AWS never lets AWSCURRENT be taken off. */
  async drop(id: SecretId, label: StageLabel, versionId: string): Promise<void> {
    await moveLabel(this.#place(id), { label, from: versionId, to: undefined });
  }

  /**
   * Takes AWSPENDING off a version that was made before an instant and is not in force.
   * @returns the version; undefined when there is none, and when another one is pending by now
   */
  async dropPending(id: SecretId, { before }: { before: Instant }): Promise<string | undefined> {
    const place = this.#place(id);
    const { labels } = await describeSecret(place);
    const pending = labels.get('AWSPENDING');
    if (pending === undefined || pending === labels.get('AWSCURRENT')) return undefined;
    const made = (await listVersions(place)).find(({ versionId }) => versionId === pending);
    if (!made || made.createdAt >= before) return undefined;
    const dropped = await moveLabel(place, { label: 'AWSPENDING', from: pending, to: undefined });
    return dropped ? pending : undefined;
  }

  async #version(place: SecretPlace, versionId: string): Promise<GetSecretValueCommandOutput | undefined> {
    const { client, name } = place;
    try {
      return await client.send(new GetSecretValueCommand({ SecretId: name, VersionId: versionId }));
    } catch (error) {
      // One error for no such secret, no such version and a version without a value; another for a deleted secret.
      const kind = awsErrorName(error);
      if (kind === 'ResourceNotFoundException' || kind === 'InvalidRequestException')
        await describeSecret(place);
      if (kind === 'ResourceNotFoundException') return undefined;
      throw secretFault(error, { name, action: 'GetSecretValue' });
    }
  }

  /** @returns the labels that stand on the version now */
  async #store(
    place: SecretPlace,
    version: { versionId: string; value: SecretText; label: StageLabel },
  ): Promise<readonly string[]> {
    const { client, name } = place;
    const { versionId, value, label } = version;
    try {
      const answer = await client.send(
        new PutSecretValueCommand({
          SecretId: name,
          ClientRequestToken: versionId,
          SecretString: value.reveal(),
          VersionStages: [label],
        }),
      );
      return answer.VersionStages ?? [];
    } catch (error) {
      const kind = awsErrorName(error);
      if (kind === 'ResourceExistsException') throw versionTaken(name, versionId);
      if (kind === 'InvalidRequestException') await describeSecret(place);
      throw secretFault(error, { name, action: 'PutSecretValue' });
    }
  }

  /** Puts a label on a stored version, wherever it stands. */
  async #label(
    place: SecretPlace & { clock: Clock },
    { versionId, label }: { versionId: string; label: StageLabel },
  ): Promise<void> {
    for (;;) {
      const { labels } = await describeSecret(place);
      const from = labels.get(label);
      if (from === versionId || (await moveLabel(place, { label, from, to: versionId }))) return;
    }
  }

  /** The new value is stored: trouble with keeping an abandoned one must not look like trouble with that. */
  async #keep(
    place: SecretPlace & { clock: Clock },
    { secret, newest }: { secret: SecretDescription; newest: string },
  ): Promise<void> {
    const versionId = secret.labels.get('EVERGRANT_NEXT');
    if (versionId === undefined || versionId === newest) return;
    if (labelsOn(secret, versionId).length > 1) return;
    await keepAbandoned(place, { secret, versionId }).catch(ignoreFault);
  }

  #place(id: SecretId) {
    const { deployment, ...ways } = this.#options;
    return { ...ways, name: secretName(deployment, id) };
  }
}

/** Does a version under this label leave nothing behind that would have to be kept? */
function leavesAlone(id: SecretId, label: StageLabel): boolean {
  return label !== 'EVERGRANT_NEXT' || id.startsWith('token/');
}

function labelledVersions({ labels }: SecretDescription): readonly string[] {
  return [...new Set(labels.values())];
}

function ignoreFault(error: unknown): undefined {
  if (!isFault(error)) throw error;
}

function versionTaken(name: string, versionId: string): Fault {
  return new Fault({
    code: 'VersionTaken',
    message: `secret ${name}: version ${versionId} already has another value`,
  });
}

function notText(name: string, versionId: string): Fault {
  return new Fault({
    code: 'SecretDamaged',
    message: `secret ${name}: version ${versionId} holds bytes where text was expected; it was not written by evergrant`,
    remedy: `put AWSCURRENT back where AWSPREVIOUS stands: aws secretsmanager update-secret-version-stage --secret-id ${name}`,
  });
}
