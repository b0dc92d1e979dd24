import { writeFileSync } from 'node:fs';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { secretName, tableName } from '../../../core/wire.ts';
import type { AwsServerOptions } from '../../support/aws/aws-server.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../support/cli.ts';
import {
  deployJada,
  environmentOf,
  grantState,
  jadaDeclaration,
  REGION,
} from '../../support/deployed-jada.ts';

const start = simulatedAws();
const cli = evergrantCli();

/** A deployment with one consent in force. */
async function signedIn(hooks: Pick<AwsServerOptions, 'fault'> = {}, change = {}) {
  const server = await cli.server();
  const aws = await start(hooks);
  const jada = await deployJada(aws, { folder: cli.folder(), issuer: server.issuer, change });
  const { folder, config } = jada;
  const run = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    cli.run([...words, '--config', config], {
      folder,
      environment: { ...environmentOf(aws), ...environment },
    });
  const login = async () => {
    const process = cli.start(['login', 'crew', '--json', '--no-browser', '--config', config], {
      folder,
      environment: environmentOf(aws),
    });
    await process.until(() => String(process.stdout).includes('\n'));
    const { authorizationUrl } = JSON.parse(String(process.stdout)) as { authorizationUrl: string };
    await fetch(await server.approve(authorizationUrl, { account: 'ops@example.com' }));
    expect(await process.ended).toBe(0);
    jada.beat();
  };
  return { server, aws, jada, run, login };
}

describe('evergrant on AWS, when something is wrong,', () => {
  it('names the next command when nobody is signed in to AWS', async () => {
    const { run } = await signedIn();
    const { code, stderr } = await run(['status'], { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'evergrant: AWS: sts:GetCallerIdentity needs AWS credentials that are in force (CredentialsProviderError)\n' +
        'next: sign in (aws sso login, or AWS_PROFILE), then: aws sts get-caller-identity\n',
    });
  });

  it('refuses another account than the declared one, and names both', async () => {
    const engine = { kind: 'aws', region: REGION, account: '999999999999' };
    const { run, aws } = await signedIn({}, { engine });
    const { code, stderr } = await run(['refresh', 'crew']);
    expect({ code, stderr }).toEqual({
      code: 78,
      stderr: expect.stringContaining(
        'the AWS credentials are of account 123456789012, and engine.account says 999999999999\nnext: sign in to 999999999999',
      ),
    });
    expect(aws.calls.filter(({ action }) => action.startsWith('lambda:'))).toEqual([]);
  });

  it.each([
    ['status', 'table evergrant-jada'],
    ['token sheets', 'secret evergrant/jada/token/sheets'],
    ['refresh crew', 'function evergrant-jada-refresh'],
    ['login crew --no-browser', 'table evergrant-jada'],
  ])('says for `evergrant %s` what is not deployed in this Region', async (typed, resource) => {
    const aws = await start({ region: 'eu-west-1' });
    const { folder, config } = elsewhere('eu-west-1');
    const { code, stderr } = await cli.run([...typed.split(' '), '--config', config], {
      folder,
      environment: environmentOf(aws),
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        `${resource}: there is none in this account and Region\nnext: deploy it: `,
      ),
    });
    expect(stderr).toContain('engine.region');
  });

  it('names a token secret that somebody edited, and writes it anew when asked to', async () => {
    const { run, login, aws } = await signedIn();
    await login();
    await edit(aws.client('mateo'), secretName('jada', 'token/sheets'));
    const { code, stderr } = await run(['token', 'sheets']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'evergrant: no token sheets: secret token/sheets does not hold what evergrant wrote there, though a token is in force (TokenUnreadable)\n' +
        'next: evergrant refresh crew writes it anew\n',
    });
    expect((await run(['refresh', 'crew'])).code).toBe(0);
    expect((await run(['token', 'sheets', '--json'])).stdout).toContain('"generation":2');
  }, 40_000);

  it('names a client secret that somebody edited; a login writes it anew', async () => {
    const { run, login, aws } = await signedIn();
    await login();
    await edit(aws.client('mateo'), secretName('jada', 'client/desk'));
    const refused = await run(['refresh', 'crew']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('the stored secret of client desk is not what evergrant wrote');
    expect(refused.stderr).toContain('next: evergrant login GRANT writes it anew');
    await login();
    expect((await run(['refresh', 'crew'])).code).toBe(0);
  });

  it('says that the item of a grant was lost, and the refresh that it names brings it back', async () => {
    const { run, login, aws, jada } = await signedIn();
    await login();
    await new DynamoDBClient(aws.client('mateo')).send(
      new DeleteItemCommand({
        TableName: tableName('jada'),
        Key: { pk: { S: 'grant#crew' }, sk: { S: 'STATE' } },
      }),
    );
    const status = await run(['status']);
    expect(status.code).toBe(1);
    expect(status.stdout).toContain('! LedgerItemMissing: the ledger has no item of grant crew');
    expect(status.stdout).toContain('next: evergrant refresh crew');
    await run(['refresh', 'crew']);
    expect(await grantState(jada.deployment)).toMatchObject({ settled: { generation: expect.any(Number) } });
  });

  it.each([
    ['refresh crew', 'its customer key cannot be used'],
    ['token sheets', 'secret evergrant/jada/token/sheets: its customer key cannot be used'],
    ['status', 'table evergrant-jada: its customer key cannot be used'],
  ])(
    'names the resource whose key is disabled: evergrant %s',
    async (typed, message) => {
      const { run, login, jada } = await signedIn();
      await login();
      jada.key.state = 'Disabled';
      const { code, stdout, stderr } = await run(typed.split(' '));
      expect({ code, stdout, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
      expect(stderr).toContain('aws kms enable-key');
    },
    60_000,
  );

  it('gives up on a table that throttles for long, and says that it is retried', async () => {
    let isThrottled = false;
    const { run, login } = await signedIn({
      fault: ({ action }) =>
        isThrottled && action.startsWith('dynamodb:') ? { kind: 'throttle' } : undefined,
    });
    await login();
    isThrottled = true;
    const { code, stderr } = await run(['status']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('table evergrant-jada: dynamodb:GetItem was throttled at every try'),
    });
    expect(stderr).toMatch(/\nnext: .*quotas/);
  }, 60_000);

  it('names the log group when the function ends without an answer', async () => {
    const { run, aws } = await signedIn();
    aws.services.lambda.functions.set('evergrant-jada-refresh', async () => {
      throw new Error('a defect that quotes a secret');
    });
    const { code, stderr } = await run(['refresh', 'crew']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'evergrant: function evergrant-jada-refresh ended without an answer\n' +
        'next: see why: aws logs tail /evergrant/jada/refresh --since 5m\n',
    });
  });

  it('names what a person may not do', async () => {
    const server = await cli.server();
    const aws = await start({ authorize: ({ principal }) => (principal === 'jennifer' ? 'deny' : 'allow') });
    const jada = await deployJada(aws, { folder: cli.folder(), issuer: server.issuer });
    const { code, stderr } = await cli.run(['status', '--config', jada.config], {
      folder: jada.folder,
      environment: environmentOf(aws),
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('table evergrant-jada: whoever calls is not allowed dynamodb:GetItem'),
    });
  });
});

/** A declaration whose Region has nothing of it. */
function elsewhere(region: string) {
  const folder = cli.folder();
  const config = `${folder}/evergrant.yaml`;
  const declared = jadaDeclaration('http://127.0.0.1:9', { engine: { kind: 'aws', region } });
  writeFileSync(config, stringify(declared));
  writeFileSync(`${folder}/client-secret`, 'secret\n', { mode: 0o600 });
  return { folder, config };
}

async function edit(
  client: ConstructorParameters<typeof SecretsManagerClient>[0],
  name: string,
): Promise<void> {
  await new SecretsManagerClient(client ?? {}).send(
    new PutSecretValueCommand({
      SecretId: name,
      SecretString: 'nonsense',
      ClientRequestToken: crypto.randomUUID(),
    }),
  );
}
