import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { Fault } from '../../core/fault.ts';
import type { Clock } from '../../core/ports.ts';
import { awsErrorName } from '../aws-call/aws-fault.ts';
import { describeSecret } from './describe-secret.ts';
import { listVersions } from './list-versions.ts';
import { type SecretPlace, secretFault } from './secret-call.ts';

/** Where a label is to stand, and where it stands now; undefined: nowhere. */
export interface LabelMove {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/**
 * Moves a label by compare-and-swap. AWS moves AWSPREVIOUS along with AWSCURRENT, and never takes AWSCURRENT away.
 * @returns false when the label stood elsewhere
 * @throws Fault `VersionNotFound` when there is no such version to move it to
 */
export async function moveLabel(place: SecretPlace & { clock: Clock }, move: LabelMove): Promise<boolean> {
  const { client, name } = place;
  try {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: name,
        VersionStage: move.label,
        ...(move.from !== undefined && { RemoveFromVersionId: move.from }),
        ...(move.to !== undefined && { MoveToVersionId: move.to }),
      }),
    );
    return true;
  } catch (error) {
    if (!REFUSALS.has(awsErrorName(error))) throw refused(error, name);
    await demandElsewhere(place, { move, error });
    return false;
  }
}

/** AWS gives one of these for a label that stands elsewhere, but also for a version that is not there, and more. */
const REFUSALS: ReadonlySet<string> = new Set([
  'InvalidParameterException',
  'InvalidRequestException',
  'ResourceNotFoundException',
]);

/** A description may lag behind the label that AWS refused to move: then it is asked again. */
const LOOKS = 6;
const FIRST_PAUSE = 250;

/** Returns when the label is seen not to stand on `from`; throws when the refusal had another reason. */
async function demandElsewhere(
  place: SecretPlace & { clock: Clock },
  { move, error }: { move: LabelMove; error: unknown },
): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await place.clock.sleep(FIRST_PAUSE * 2 ** (look - 1));
    const { labels } = await describeSecret(place);
    if (labels.get(move.label) !== move.from) return;
    if (look === 0 && move.to !== undefined) await demandStored(place, move.to);
  }
  throw refused(error, place.name);
}

async function demandStored(place: SecretPlace, versionId: string): Promise<void> {
  const stored = await listVersions(place);
  if (stored.some((version) => version.versionId === versionId)) return;
  throw new Fault({
    code: 'VersionNotFound',
    message: `secret ${place.name}: there is no version ${versionId} to put a label on`,
  });
}

function refused(error: unknown, name: string): Fault {
  return secretFault(error, { name, action: 'UpdateSecretVersionStage' });
}
