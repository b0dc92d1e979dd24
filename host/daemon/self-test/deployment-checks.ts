import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { awsFault } from '../../../adapters/aws-call/aws-fault.ts';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { currentValue } from '../../../adapters/secrets-manager/current-value.ts';
import { readParameter } from '../../../adapters/systems-manager/read-parameter.ts';
import { readTokenValue } from '../../../core/grant/value.ts';
import { type ReadHostDocument, readHostDocument } from '../../../core/host/host-document.ts';
import type { SelfTestCheck } from '../../../core/host/self-test.ts';
import { hostParameter, hostQueueName, secretName } from '../../../core/wire.ts';
import { clockTrouble } from '../clock-trouble.ts';
import type { HostClients } from '../host-clients.ts';
import type { HostConfig } from '../host-config.ts';
import { ownIdentity } from '../own-identity.ts';
import { queueUrl } from '../queue-url.ts';
import { check } from './check.ts';

/** What a host needs of its deployment, in the order in which one thing needs another. */
export async function deploymentChecks(
  config: HostConfig,
  clients: HostClients,
): Promise<{ checks: readonly SelfTestCheck[]; document: ReadHostDocument | undefined }> {
  let offset: number | null = null;
  const identity = await check('identity', async () => {
    const { arn, clockOffset } = await ownIdentity(clients.sts, config);
    offset = clockOffset;
    return arn;
  });
  // Under another identity every further check would fail for this one reason.
  if (identity.outcome === 'failed') return { checks: [identity], document: undefined };
  let document: ReadHostDocument | undefined;
  const read = await check('host document', async () => {
    const name = hostParameter(config.deployment, config.host);
    document = readHostDocument(await readParameter(clients.ssm, name), { name, host: config.host });
    const { tokens, sinks, daemons } = document.host;
    return `${tokens.length} tokens, ${sinks.length} sinks, ${daemons.length} daemons`;
  });
  const tokens = await Promise.all(
    (document?.host.tokens ?? []).map(({ name }) =>
      check(`token ${name}`, () => tokenOf(name, { config, clients })),
    ),
  );
  return { checks: [identity, await clock(offset), read, await queue(config, clients), ...tokens], document };
}

function clock(offset: number | null): Promise<SelfTestCheck> {
  return check('clock', async () => {
    if (offset === null)
      return { warn: 'AWS did not say what time it is', remedy: 'evergrant-host self-test' };
    const trouble = clockTrouble(offset);
    if (trouble?.code === 'ClockWrong') throw trouble;
    if (trouble) return { warn: trouble.message, remedy: trouble.remedy ?? '' };
    return 'agrees with that of AWS';
  });
}

/** Takes no message away: what it sees is visible again at once. */
function queue(config: HostConfig, { sqs }: HostClients): Promise<SelfTestCheck> {
  return check('queue', async () => {
    const name = hostQueueName(config.deployment, config.host);
    const look = { MaxNumberOfMessages: 1, WaitTimeSeconds: 0, VisibilityTimeout: 0 };
    await sqs
      .send(new ReceiveMessageCommand({ QueueUrl: queueUrl(config), ...look }))
      .catch((error: unknown) => {
        throw awsFault(error, { resource: `queue ${name}`, action: 'sqs:ReceiveMessage' });
      });
    return name;
  });
}

async function tokenOf(token: string, { config, clients }: { config: HostConfig; clients: HostClients }) {
  const name = secretName(config.deployment, `token/${token}`);
  const text = await currentValue({ client: clients.secretsManager, name });
  const value = text && readTokenValue(text);
  if (value) return `generation ${value.generation}, ${nodeDigest.fingerprint(value.access.token)}`;
  return text === undefined
    ? { warn: 'there is none yet', remedy: 'where the declaration lies: evergrant status' }
    : {
        warn: 'its secret does not hold what evergrant wrote',
        remedy: 'where the declaration lies: evergrant refresh GRANT',
      };
}
