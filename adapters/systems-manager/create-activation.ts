import { CreateActivationCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { Fault } from '../../core/fault.ts';
import type { NewActivation } from '../../core/host/activation.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import { HOST_TAG, hostRoleName, hostTagValue } from '../../core/wire.ts';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';

/** Which host a machine becomes. */
export interface HostAddress {
  readonly deployment: string;
  readonly host: string;
}

/** Options of {@link createActivation}. */
export interface ActivationOrder extends HostAddress {
  readonly expiresAt: Instant;
  /** For people; 256 characters at most. @default `evergrant DEPLOYMENT/HOST` */
  readonly description?: string;
}

/**
 * Makes an activation for one machine. Needs `ssm:CreateActivation`, `ssm:AddTagsToResource`, and `iam:PassRole` on the
 * role of the host.
 * @throws Fault `HostRoleMissing`, and the faults of AWS
 */
export async function createActivation(
  client: SSMClient,
  { deployment, host, expiresAt, description }: ActivationOrder,
): Promise<NewActivation> {
  const role = hostRoleName(deployment, host);
  const command = new CreateActivationCommand({
    Description: description ?? `evergrant ${hostTagValue(deployment, host)}`,
    DefaultInstanceName: host,
    IamRole: role,
    RegistrationLimit: 1,
    ExpirationDate: new Date(expiresAt),
    Tags: [{ Key: HOST_TAG, Value: hostTagValue(deployment, host) }],
  });
  try {
    const { ActivationId: id, ActivationCode: code } = await client.send(command);
    if (id === undefined || code === undefined) throw new TypeError('an activation without id or code');
    return { id, code: new SecretText(code), expiresAt };
  } catch (error) {
    throw ROLE_REFUSED.has(awsErrorName(error))
      ? roleMissing(role, error)
      : awsFault(error, { resource: `role ${role}`, action: ACTIONS });
  }
}

const ACTIONS = 'ssm:CreateActivation with ssm:AddTagsToResource, and iam:PassRole on it';

/** How Systems Manager refuses a role that is not there, or that it may not take. */
const ROLE_REFUSED: ReadonlySet<string> = new Set(['ValidationException', 'InvalidParameters']);

function roleMissing(role: string, cause: unknown): Fault {
  return new Fault({
    code: 'HostRoleMissing',
    message: `Systems Manager takes no activation with the role ${role}: it is not there, or does not trust ssm.amazonaws.com`,
    remedy: 'deploy it: npx cdk deploy --all',
    cause,
  });
}
