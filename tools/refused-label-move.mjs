import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/** By these names `moveLabel` takes a refusal for "the label stands elsewhere". */
const NAMES = ['InvalidParameterException', 'InvalidRequestException'];

/**
 * Proves on an empty secret what compare-and-swap of labels rests on: the first version carries AWSCURRENT whatever stage
 * is given; a move that names another version than the one with the label is refused by a name that we know and moves
 * nothing; and the same move with the right version, which differs in nothing else, is done.
 *
 * @param {import('@aws-sdk/client-secrets-manager').SecretsManagerClient} client
 * @param {string} SecretId
 * @returns {Promise<string>} the name of the refusal
 */
export async function proveRefusedLabelMove(client, SecretId) {
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
  for (const version of [first, second, third]) {
    const about = { SecretId, SecretString: 'no secret', ClientRequestToken: version };
    await named(client.send(new PutSecretValueCommand({ ...about, VersionStages: ['EVERGRANT_NEXT'] })));
  }
  await demandCurrent(
    { client, SecretId },
    { on: first, says: 'the first version does not carry AWSCURRENT' },
  );
  const move = (RemoveFromVersionId) => {
    const about = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: second, RemoveFromVersionId };
    return named(client.send(new UpdateSecretVersionStageCommand(about)));
  };
  const refusal = await move(third).then(
    () => undefined,
    (error) => error,
  );
  if (refusal === undefined) throw new Error('a move from a version without the label was done');
  if (!NAMES.includes(refusal.name)) throw refusal;
  await demandCurrent({ client, SecretId }, { on: first, says: 'the refused move has moved AWSCURRENT' });
  await move(first);
  await demandCurrent({ client, SecretId }, { on: second, says: 'the right move has not moved AWSCURRENT' });
  return refusal.name;
}

async function demandCurrent({ client, SecretId }, { on, says }) {
  const { VersionIdsToStages = {} } = await named(client.send(new DescribeSecretCommand({ SecretId })));
  if (!VersionIdsToStages[on]?.includes('AWSCURRENT')) throw new Error(says);
}

/** A denied call proves nothing: it says which action whoever calls may not do. */
async function named(call) {
  try {
    return await call;
  } catch (error) {
    if (error.name !== 'AccessDeniedException') throw error;
    const [, action = 'an action that the answer does not name'] =
      /not authorized to perform: (\S+)/.exec(error.message) ?? [];
    throw new Error(`whoever calls is denied ${action}`, { cause: error });
  }
}
