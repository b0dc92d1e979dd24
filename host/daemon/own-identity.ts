import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { awsFault } from '../../adapters/aws-call/aws-fault.ts';
import { Fault } from '../../core/fault.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import { hostRoleName } from '../../core/wire.ts';
import { clockTrouble } from './clock-trouble.ts';
import type { HostConfig } from './host-config.ts';

/** Whom AWS takes this host for, and its clock. */
export interface OwnIdentity {
  /** ARN of the session of its role. */
  readonly arn: string;
  /** What the clock of AWS is ahead of this one, to the second; null: the answer bore no time. */
  readonly clockOffset: Milliseconds | null;
}

/**
 * Asks AWS who calls.
 * @throws Fault `ForeignIdentity` for anybody but the role of this host, and the faults of AWS
 */
export async function ownIdentity(
  sts: STSClient,
  { deployment, host, account }: Pick<HostConfig, 'deployment' | 'host' | 'account'>,
): Promise<OwnIdentity> {
  const command = new GetCallerIdentityCommand({});
  const answeredAt = timeOfAnswer(command);
  const offset = () => {
    const there = answeredAt();
    return there === undefined ? null : there - Date.now();
  };
  const { Arn = '' } = await sts.send(command).catch((error: unknown) => {
    const fault = awsFault(error, { resource: 'AWS', action: 'sts:GetCallerIdentity' });
    // A signature of another time is refused as one by the wrong key is.
    const trouble = fault.code === 'AwsCredentials' ? clockTrouble(offset()) : undefined;
    throw trouble?.code === 'ClockWrong' ? trouble : fault;
  });
  const [, partition = 'aws'] = Arn.split(':');
  const expected = `arn:${partition}:sts::${account}:assumed-role/${hostRoleName(deployment, host)}/`;
  if (!Arn.startsWith(expected)) throw foreign({ is: Arn, expected: `${expected}…` });
  return { arn: Arn, clockOffset: offset() };
}

/** What the header Date of its last answer says, once there is one. Its seconds are whole, so half of one is added. */
function timeOfAnswer(command: GetCallerIdentityCommand): () => Instant | undefined {
  let at: Instant | undefined;
  const note = (response: unknown) => {
    if (typeof response !== 'object' || response === null || !('headers' in response)) return;
    const date = Date.parse(String(Object(response.headers).date));
    at = Number.isNaN(date) ? undefined : date + SECOND / 2;
  };
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        const result = await next(args);
        note(result.response);
        return result;
      } catch (error) {
        if (error instanceof Error && '$response' in error) note(error.$response);
        throw error;
      }
    },
    { step: 'deserialize', priority: 'low' },
  );
  return () => at;
}

function foreign({ is, expected }: { is: string; expected: string }): Fault {
  const isOfLightsail = is.includes('/AmazonLightsailInstance');
  const whose = isOfLightsail
    ? `${is}, which is Lightsail's own and no identity of this account's`
    : `${is || 'nobody'}`;
  return new Fault({
    code: 'ForeignIdentity',
    message: `this host is known to AWS as ${whose}; expected ${expected}`,
    remedy: isOfLightsail
      ? 'the host has no hybrid activation: join it (evergrant join HOST), or deploy it anew'
      : 'see identity and account in host.json, and the role of the instance: npx cdk deploy --all',
    retryable: true,
  });
}
