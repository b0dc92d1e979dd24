import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  LimitExceededException,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();
const SecretId = 'evergrant/jada/token/sheets';
const V = (n: number) => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
const DAY = 24 * 60 * 60 * 1000;

describe('versions of a simulated secret', () => {
  it('begin empty, and the first one becomes AWSCURRENT whatever its labels', async () => {
    const { client, put } = await secret();
    await expect(client.send(new GetSecretValueCommand({ SecretId }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    expect((await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages).toBeUndefined();
    expect((await put(1, ['EVERGRANT_NEXT'])).VersionStages?.toSorted()).toEqual([
      'AWSCURRENT',
      'EVERGRANT_NEXT',
    ]);
    expect((await put(2, ['EVERGRANT_NEXT'])).VersionStages).toEqual(['EVERGRANT_NEXT']);
  });

  it('take the same value again and do nothing, not even to labels, and refuse another', async () => {
    const { client, put } = await secret();
    await put(1);
    await put(2);
    expect((await put(1)).VersionStages).toEqual(['AWSPREVIOUS']);
    const other = new PutSecretValueCommand({ SecretId, ClientRequestToken: V(1), SecretString: 'another' });
    await expect(client.send(other)).rejects.toBeInstanceOf(ResourceExistsException);
  });

  it('are read by id, by label, by both where they agree, and else not at all', async () => {
    const { client, put } = await secret();
    await put(1);
    await put(2);
    const read = async (which: { VersionId?: string; VersionStage?: string }) =>
      (await client.send(new GetSecretValueCommand({ SecretId, ...which }))).SecretString;
    expect(await read({})).toBe('value 2');
    expect(await read({ VersionId: V(1) })).toBe('value 1');
    expect(await read({ VersionStage: 'AWSPREVIOUS' })).toBe('value 1');
    expect(await read({ VersionId: V(2), VersionStage: 'AWSCURRENT' })).toBe('value 2');
    const disagreeing = read({ VersionId: V(1), VersionStage: 'AWSCURRENT' });
    await expect(disagreeing).rejects.toBeInstanceOf(InvalidRequestException);
    await expect(read({ VersionId: V(3) })).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('let a label go only from where it stands, and take AWSPREVIOUS along with AWSCURRENT', async () => {
    const { client, put, labels } = await secret();
    for (const n of [1, 2]) await put(n);
    await put(3, ['EVERGRANT_NEXT']);
    const move = (
      change: { RemoveFromVersionId?: string; MoveToVersionId?: string },
      VersionStage = 'AWSCURRENT',
    ) => client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, ...change }));
    await expect(move({ MoveToVersionId: V(3) })).rejects.toBeInstanceOf(InvalidParameterException);
    const wrong = move({ MoveToVersionId: V(3), RemoveFromVersionId: V(1) });
    await expect(wrong).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(move({ RemoveFromVersionId: V(2) })).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(move({ MoveToVersionId: V(9), RemoveFromVersionId: V(2) })).rejects.toThrow(V(9));
    await move({ MoveToVersionId: V(3), RemoveFromVersionId: V(2) });
    expect(await labels()).toEqual({
      [V(2)]: ['AWSPREVIOUS'],
      [V(3)]: ['EVERGRANT_NEXT', 'AWSCURRENT'].sort(),
    });
    await move({ RemoveFromVersionId: V(3) }, 'EVERGRANT_NEXT');
    expect(await labels()).toEqual({ [V(2)]: ['AWSPREVIOUS'], [V(3)]: ['AWSCURRENT'] });
  });

  it('are deprecated when no label is left: listed on demand, and readable', async () => {
    const { client, put } = await secret();
    for (const n of [1, 2, 3]) await put(n);
    const list = async (more: { IncludeDeprecated?: boolean }) =>
      (await client.send(new ListSecretVersionIdsCommand({ SecretId, ...more }))).Versions?.map(
        ({ VersionId }) => VersionId,
      );
    expect(await list({})).toEqual([V(2), V(3)]);
    expect(await list({ IncludeDeprecated: true })).toEqual([V(1), V(2), V(3)]);
    const old = await client.send(new GetSecretValueCommand({ SecretId, VersionId: V(1) }));
    expect(old.SecretString).toBe('value 1');
  });

  it('are listed in pages', async () => {
    const { client, put } = await secret();
    for (const n of [1, 2, 3]) await put(n);
    const first = await client.send(
      new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true, MaxResults: 2 }),
    );
    expect(first.Versions).toHaveLength(2);
    const { NextToken } = first;
    const second = await client.send(
      new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true, MaxResults: 2, NextToken }),
    );
    expect(second.Versions?.map(({ VersionId }) => VersionId)).toEqual([V(3)]);
    expect(second.NextToken).toBeUndefined();
  });

  it('are a hundred at most, of which those without a label make room after a day', async () => {
    const { client, put, advance } = await secret();
    for (let n = 1; n <= 100; n += 1) await put(n);
    await expect(put(101)).rejects.toBeInstanceOf(LimitExceededException);
    advance(DAY);
    await put(101);
    const gone = client.send(new GetSecretValueCommand({ SecretId, VersionId: V(1) }));
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('carry twenty labels at most', async () => {
    const { put } = await secret();
    await put(1);
    const own = Array.from({ length: 19 }, (_, n) => `L${n}`);
    await put(2, own);
    await expect(put(3, ['L19'])).rejects.toBeInstanceOf(LimitExceededException);
  });

  it('show late to readers when reads lag, and at once to writers', async () => {
    const { client, put, aws } = await secret();
    await put(1);
    aws.services.secretsManager.vault.lag = 2;
    await put(2);
    const current = async () => (await client.send(new GetSecretValueCommand({ SecretId }))).VersionId;
    expect([await current(), await current(), await current()]).toEqual([V(1), V(1), V(2)]);
  });
});

describe('the simulated Secrets Manager', () => {
  it('does nothing with a secret that is marked for deletion but describe it', async () => {
    const { client, put } = await secret();
    await put(1);
    await client.send(new DeleteSecretCommand({ SecretId }));
    await expect(client.send(new GetSecretValueCommand({ SecretId }))).rejects.toBeInstanceOf(
      InvalidRequestException,
    );
    await expect(put(2)).rejects.toBeInstanceOf(InvalidRequestException);
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(DeletedDate).toBeInstanceOf(Date);
  });

  it('finds a secret by name, ARN and ARN without its random end', async () => {
    const { client } = await secret();
    const { ARN = '' } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(ARN).toMatch(
      /^arn:aws:secretsmanager:us-east-1:123456789012:secret:evergrant\/jada\/token\/sheets-\w{6}$/,
    );
    for (const id of [ARN, ARN.slice(0, -7)])
      expect((await client.send(new DescribeSecretCommand({ SecretId: id }))).Name).toBe(SecretId);
  });

  it('names a member and an action that it does not know', async () => {
    const { client } = await secret();
    const member = new CreateSecretCommand({ Name: 'x', ForceOverwriteReplicaSecret: true });
    await expect(client.send(member)).rejects.toMatchObject({
      name: 'NotSimulated',
      message: expect.stringContaining('ForceOverwriteReplicaSecret of secretsmanager:CreateSecret'),
    });
    const action = new ReplicateSecretToRegionsCommand({
      SecretId,
      AddReplicaRegions: [{ Region: 'eu-west-1' }],
    });
    await expect(client.send(action)).rejects.toMatchObject({
      message: expect.stringContaining('ReplicateSecretToRegions'),
    });
  });
});

async function secret() {
  let now = Date.UTC(2026, 4, 13);
  const aws = await start({ now: () => now });
  const client = new SecretsManagerClient(aws.client());
  await client.send(new CreateSecretCommand({ Name: SecretId }));
  return {
    aws,
    client,
    advance: (span: number) => {
      now += span;
    },
    put: (n: number, VersionStages?: string[]) =>
      client.send(
        new PutSecretValueCommand({
          SecretId,
          ClientRequestToken: V(n),
          SecretString: `value ${n}`,
          VersionStages,
        }),
      ),
    labels: async () => {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
      return Object.fromEntries(
        Object.entries(VersionIdsToStages).map(([id, stages]) => [id, stages.toSorted()]),
      );
    },
  };
}
