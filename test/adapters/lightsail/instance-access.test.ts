import { inspect } from 'node:util';
import { LightsailClient } from '@aws-sdk/client-lightsail';
import { describe, expect, it } from '@jest/globals';
import { instanceAccess } from '../../../adapters/lightsail/instance-access.ts';
import { AwsError } from '../../support/aws/aws-error.ts';
import type { AwsServerOptions } from '../../support/aws/aws-server.ts';
import { type AccessDetails, recordedKey } from '../../support/aws/lightsail/lightsail-service.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const NOW = Date.parse('2026-11-22T12:00:00Z');
/** A key of type ssh-ed25519 whose 32 bytes are zero. */
const ZEROS = `AAAAC3NzaC1lZDI1NTE5AAAAIA${'A'.repeat(42)}`;

async function ask(access: Partial<AccessDetails> = {}, hooks: Pick<AwsServerOptions, 'fault'> = {}) {
  const aws = await start({ ...hooks, now: () => NOW });
  const instance = aws.services.lightsail.addInstance('box', access);
  const client = new LightsailClient(aws.client());
  const question = { region: 'us-east-1', whenMissing: 'make it', now: NOW };
  return { instance, of: (name = 'box') => instanceAccess(client, { ...question, instance: name }) };
}

describe('temporary access to a Lightsail instance', () => {
  it('has user, addresses, keys and end, and never shows its private key', async () => {
    const access = await (await ask()).of();
    expect(access).toMatchObject({
      instance: 'box',
      user: 'ec2-user',
      addresses: ['203.0.113.9', '2001:db8::9'],
      hostKeys: [{ type: 'ssh-ed25519', key: expect.stringMatching(/^AAAA/) }],
      expiresAt: NOW + 3_600_000,
    });
    expect(access.privateKey.reveal()).toMatch(/^-----BEGIN /);
    expect(`${inspect(access)}${JSON.stringify(access)}`).not.toContain('BEGIN');
  });

  it('takes a key with its type and a comment around it, and tells its type from its bytes', async () => {
    const publicKey = `ssh-ed25519 ${ZEROS} root@box`;
    const recorded = { ...recordedKey(ZEROS, NOW), publicKey, algorithm: 'rsa-sha2-256' };
    const access = await (await ask({ hostKeys: [recorded] })).of();
    expect(access.hostKeys).toEqual([{ type: 'ssh-ed25519', key: ZEROS }]);
  });

  it.each<[string, Partial<AccessDetails>, string, RegExp]>([
    ['no keys of the machine', { hostKeys: [] }, 'AccessIncomplete', /lacks the public keys of the machine/],
    ['a key that is none', { hostKeys: [key('AAAAnonsense')] }, 'HostKeyInvalid', /is none of OpenSSH/],
    [
      'a key that hides a second line',
      { hostKeys: [key(`${ZEROS}\n@cert-authority * ${ZEROS}x`)] },
      'HostKeyInvalid',
      /does not have the fingerprint/,
    ],
    [
      'a key of another fingerprint',
      { hostKeys: [key(ZEROS)] },
      'HostKeyInvalid',
      /not have the fingerprint/,
    ],
    ['its end in the past', { expiresAt: new Date(NOW - 1) }, 'AccessExpired', /here it is 2026-11-22T12:00/],
    ['no end', { expiresAt: undefined }, 'AccessIncomplete', /lacks the time when it ends/],
    ['no private key', { privateKey: '' }, 'AccessIncomplete', /lacks a private key/],
    ['no certificate', { certKey: '' }, 'AccessIncomplete', /lacks a certificate/],
    ['a user name that is an option', { username: '-oProxyCommand=x' }, 'AccessIncomplete', /user name/],
    [
      'an address that is an option',
      { ipAddress: '-oProxyCommand=x', ipv6Addresses: undefined },
      'InstanceNotReady',
      /it has no public address/,
    ],
  ])('is refused with %s', async (_, access, code, message) => {
    const { of } = await ask(access);
    await expect(of()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
  });

  it('says of an instance that it is not there, or stopped', async () => {
    const { of, instance } = await ask();
    await expect(of('other')).rejects.toMatchObject({ code: 'InstanceMissing', remedy: 'make it' });
    instance.state = 'stopped';
    await expect(of()).rejects.toMatchObject({
      code: 'InstanceNotReady',
      remedy: expect.stringContaining('aws lightsail start-instance --instance-name box'),
    });
  });

  it.each([
    ['AccessDeniedException', 'AwsDenied'],
    ['UnauthenticatedException', 'AwsCredentials'],
  ])('turns %s into %s, with the action', async (name, code) => {
    const { of } = await ask({}, { fault: () => ({ kind: 'refuse', error: new AwsError(name, '') }) });
    await expect(of()).rejects.toMatchObject({
      code,
      message: expect.stringContaining('lightsail:GetInstanceAccessDetails'),
    });
  });
});

function key(publicKey: string) {
  return { algorithm: 'ssh-ed25519', publicKey, witnessedAt: new Date(0), fingerprintSHA256: 'SHA256:other' };
}
