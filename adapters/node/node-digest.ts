import { createHash } from 'node:crypto';
import type { Digest } from '../../core/ports.ts';

/** Digests by node:crypto. */
export const nodeDigest: Digest = {
  fingerprint: (secret) => createHash('sha256').update(secret.reveal()).digest('hex').slice(0, 12),
  uuid5: (namespace, name) => {
    const bytes = createHash('sha1').update(bytesOfUuid(namespace)).update(name).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
};

function bytesOfUuid(uuid: string): Buffer {
  const hex = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new TypeError(`expected a UUID as namespace, got ${uuid}`);
  return Buffer.from(hex, 'hex');
}
