import { isIPv4, isIPv6 } from 'node:net';
import {
  GetInstanceAccessDetailsCommand,
  type InstanceAccessDetails,
  type LightsailClient,
} from '@aws-sdk/client-lightsail';
import { Fault } from '../../core/fault.ts';
import type { InstanceAccess } from '../../core/host/instance-access.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';
import { pinnedKey } from './pinned-key.ts';

/** Which instance, and for messages where it is looked for. */
export interface InstanceQuestion {
  readonly instance: string;
  readonly region: string;
  /** What to do when there is none. */
  readonly whenMissing: string;
  readonly now: Instant;
}

/**
 * Has Lightsail make temporary access to an instance. Needs `lightsail:GetInstanceAccessDetails`.
 *
 * @throws Fault `InstanceMissing`; `InstanceNotReady` for one that is stopped or still starting; `AccessIncomplete` for an
 * answer without the keys of the machine or without what ssh needs; `AccessExpired` for one that is past its end; and
 * the faults of AWS
 */
export async function instanceAccess(
  client: LightsailClient,
  question: InstanceQuestion,
): Promise<InstanceAccess> {
  const { instance, region, now } = question;
  const command = new GetInstanceAccessDetailsCommand({ instanceName: instance, protocol: 'ssh' });
  const { accessDetails } = await client.send(command).catch((error: unknown) => {
    throw refusal(error, question);
  });
  const access = read(accessDetails ?? {}, instance);
  if (access.expiresAt > now) return access;
  throw new Fault({
    code: 'AccessExpired',
    message: `the access to ${instance} that Lightsail gave ended at ${new Date(access.expiresAt).toISOString()}, and here it is ${new Date(now).toISOString()}`,
    remedy: `see the clock of this machine (date -u), then run this again in ${region}`,
  });
}

function read(details: InstanceAccessDetails, instance: string): InstanceAccess {
  const { username = '', certKey = '', privateKey = '', expiresAt, hostKeys = [] } = details;
  const addresses = [
    ...[details.ipAddress ?? ''].filter(isIPv4),
    ...(details.ipv6Addresses ?? []).filter(isIPv6),
  ];
  if (addresses.length === 0) throw notReady(instance, 'it has no public address');
  const keys = hostKeys.map((key) => pinnedKey(key, instance));
  if (keys.length === 0)
    throw incomplete(
      instance,
      'the public keys of the machine, without which nobody can tell it from another one',
    );
  if (!/^[A-Za-z_][\w.-]{0,63}$/.test(username)) throw incomplete(instance, 'a user name');
  if (!/^\S+-cert-v01@openssh\.com [\w+/=]+( [^\r\n]*)?\s*$/.test(certKey))
    throw incomplete(instance, 'a certificate of OpenSSH');
  if (!privateKey.startsWith('-----BEGIN ')) throw incomplete(instance, 'a private key');
  if (expiresAt === undefined) throw incomplete(instance, 'the time when it ends');
  return {
    instance,
    user: username,
    addresses,
    certificate: certKey.trim(),
    privateKey: new SecretText(privateKey),
    hostKeys: keys,
    expiresAt: expiresAt.getTime(),
  };
}

function refusal(error: unknown, { instance, region, whenMissing }: InstanceQuestion): Fault {
  switch (awsErrorName(error)) {
    case 'NotFoundException':
      return new Fault({
        code: 'InstanceMissing',
        message: `there is no Lightsail instance ${instance} in ${region}`,
        remedy: whenMissing,
        cause: error,
      });
    case 'OperationFailureException':
    case 'InvalidInputException':
      return notReady(instance, `Lightsail gives no access to it (${awsErrorName(error)})`);
    default:
      return awsFault(error, {
        resource: `Lightsail instance ${instance}`,
        action: 'lightsail:GetInstanceAccessDetails',
      });
  }
}

function notReady(instance: string, what: string): Fault {
  return new Fault({
    code: 'InstanceNotReady',
    message: `Lightsail instance ${instance} is stopped or still starting: ${what}`,
    remedy: `aws lightsail get-instance-state --instance-name ${instance}; start it with: aws lightsail start-instance --instance-name ${instance}`,
  });
}

function incomplete(instance: string, what: string): Fault {
  return new Fault({
    code: 'AccessIncomplete',
    message: `the access to ${instance} that Lightsail gave lacks ${what}; no connection was made`,
    remedy:
      'a new instance shows its keys some minutes after its start: run this again then; until then, the browser-based SSH of the Lightsail console',
    retryable: true,
  });
}
