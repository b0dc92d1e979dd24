import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { proveRefusedLabelMove } from '../../tools/refused-label-move.mjs';
import { AwsError } from '../support/aws/aws-error.ts';
import { simulatedAws } from '../support/aws/simulated-aws.ts';

const start = simulatedAws();
const NAME = 'evergrant/prove/labels';

/** Tries the proof on an empty secret. */
async function proven(options: Parameters<typeof start>[0] = {}): Promise<string> {
  const aws = await start(options);
  await new SecretsManagerClient(aws.client('mateo')).send(new CreateSecretCommand({ Name: NAME }));
  return await proveRefusedLabelMove(
    new SecretsManagerClient({ ...aws.client('prover'), maxAttempts: 1 }),
    NAME,
  );
}

describe('the proof that a label move from the wrong version is refused', () => {
  it('names the refusal', async () => {
    expect(await proven()).toBe('InvalidParameterException');
  });

  it.each(['PutSecretValue', 'DescribeSecret', 'UpdateSecretVersionStage'])(
    'takes a denied %s for no refusal, and says what is denied',
    async (name) => {
      const denied = `secretsmanager:${name}`;
      const authorize = (_: unknown, { action }: { action: string }) =>
        action === denied ? 'deny' : 'allow';
      await expect(proven({ authorize })).rejects.toThrow(`whoever calls is denied ${denied}`);
    },
  );

  it('takes a refusal by another name for none', async () => {
    let moves = 0;
    const error = new AwsError('LimitExceededException', 'The request failed because of a quota.');
    const fault = ({ action }: { action: string }) => {
      if (action !== 'secretsmanager:UpdateSecretVersionStage') return undefined;
      moves += 1;
      return moves === 1 ? ({ kind: 'refuse', error } as const) : undefined;
    };
    await expect(proven({ fault })).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('is none where the right move is refused by the same name', async () => {
    const error = new AwsError('InvalidParameterException', 'The request is wrong in another way.');
    const fault = ({ action }: { action: string }) =>
      action === 'secretsmanager:UpdateSecretVersionStage' ? ({ kind: 'refuse', error } as const) : undefined;
    await expect(proven({ fault })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
