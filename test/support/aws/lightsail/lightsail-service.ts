import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsService, awsAction } from '../aws-service.ts';

/** Lightsail, as far as somebody asks for access to an instance. */
export class LightsailService implements AwsService {
  readonly name = 'lightsail';
  readonly protocol = { kind: 'json', target: 'Lightsail_20161128', version: '1.1' } as const;
  readonly #instances = new Map<string, SimulatedInstance>();

  /** @param access what differs from the access of a running instance of Amazon Linux */
  addInstance(name: string, access: Partial<AccessDetails> = {}): SimulatedInstance {
    const instance = { name, id: randomUUID(), state: 'running' as const, access };
    this.#instances.set(name, instance);
    return instance;
  }

  readonly actions = {
    GetInstanceAccessDetails: awsAction({
      input: z.strictObject({ instanceName: z.string(), protocol: z.enum(['ssh', 'rdp']).optional() }),
      permissions: ({ instanceName }, { region, account }) => {
        const id = this.#instances.get(instanceName)?.id;
        return [{ resource: id ? `arn:aws:lightsail:${region}:${account}:Instance/${id}` : '*' }];
      },
      run: ({ instanceName, protocol = 'ssh' }, { now }) => {
        const instance = this.#instances.get(instanceName);
        if (!instance)
          throw new AwsError('NotFoundException', `The Instance does not exist: ${instanceName}`);
        // Which error a stopped instance gives is not documented; this is the one for an operation that cannot be done.
        if (instance.state === 'stopped')
          throw new AwsError('OperationFailureException', 'The instance is not running');
        const details = { ...usualAccess(now), ...instance.access };
        return { accessDetails: { protocol, instanceName, ...details } };
      },
    }),
  };
}

export interface SimulatedInstance {
  readonly name: string;
  readonly id: string;
  state: 'running' | 'stopped';
  access: Partial<AccessDetails>;
}

/** Members of the answer; undefined: it is left out. */
export interface AccessDetails {
  readonly username: string | undefined;
  readonly ipAddress: string | undefined;
  readonly ipv6Addresses: readonly string[] | undefined;
  readonly certKey: string | undefined;
  readonly privateKey: string | undefined;
  readonly expiresAt: Date | undefined;
  readonly hostKeys: readonly RecordedKey[] | undefined;
}

export interface RecordedKey {
  readonly algorithm: string;
  readonly publicKey: string;
  readonly witnessedAt: Date;
  readonly fingerprintSHA256: string;
}

function usualAccess(now: number): AccessDetails {
  const secret = randomBytes(48).toString('base64');
  return {
    username: 'ec2-user',
    ipAddress: '203.0.113.9',
    ipv6Addresses: ['2001:db8::9'],
    certKey: `ssh-rsa-cert-v01@openssh.com ${randomBytes(60).toString('base64')}`,
    privateKey: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----\n`,
    expiresAt: new Date(now + 3_600_000),
    hostKeys: [recordedKey(sshKey('ssh-ed25519', randomBytes(32)), now)],
  };
}

/** A key as Lightsail answers it. @param publicKey its bytes in base64 */
export function recordedKey(publicKey: string, now: number): RecordedKey {
  const bytes = Buffer.from(publicKey, 'base64');
  const digest = createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '');
  const algorithm = bytes.toString('latin1', 4, 4 + bytes.readUInt32BE(0));
  return { algorithm, publicKey, witnessedAt: new Date(now), fingerprintSHA256: `SHA256:${digest}` };
}

/** A public key of SSH in base64: each part after its length (RFC 4253, section 6.6). */
export function sshKey(type: string, bytes: Buffer): string {
  const parts = [Buffer.from(type), bytes].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return Buffer.concat(parts).toString('base64');
}
