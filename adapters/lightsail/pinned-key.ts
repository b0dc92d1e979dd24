import { createHash } from 'node:crypto';
import type { HostKeyAttributes } from '@aws-sdk/client-lightsail';
import { Fault } from '../../core/fault.ts';
import type { HostKey } from '../../core/host/instance-access.ts';

/**
 * A machine's public key as Lightsail recorded it. The bytes say themselves what they are (RFC 4253 section 6.6), and
 * must be of the fingerprint that the answer gives beside them.
 * @throws Fault `HostKeyInvalid`
 */
export function pinnedKey(recorded: HostKeyAttributes, instance: string): HostKey {
  const words = (recorded.publicKey ?? '').trim().split(/\s+/);
  const key = words.find((word) => /^AAAA[\w+/]{20,}={0,2}$/.test(word));
  const bytes = Buffer.from(key ?? '', 'base64');
  const type = firstString(bytes);
  if (key === undefined || type === undefined) throw invalid(instance, 'is none of OpenSSH');
  const digest = createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '');
  const { fingerprintSHA256: stated } = recorded;
  if (stated !== undefined && stated.replace(/=+$/, '') !== `SHA256:${digest}`)
    throw invalid(instance, 'does not have the fingerprint that is given beside it');
  return { type, key };
}

/** The name at the start of a key, after its length in four bytes. */
function firstString(bytes: Buffer): string | undefined {
  if (bytes.length < 4) return undefined;
  const name = bytes.toString('latin1', 4, 4 + bytes.readUInt32BE(0));
  return /^(ssh|ecdsa|sk)-[\w@.-]{1,60}$/.test(name) ? name : undefined;
}

function invalid(instance: string, what: string): Fault {
  return new Fault({
    code: 'HostKeyInvalid',
    message: `a key of ${instance} that Lightsail recorded ${what}; no connection was made`,
    remedy: `aws lightsail get-instance-access-details --instance-name ${instance} --query accessDetails.hostKeys`,
  });
}
