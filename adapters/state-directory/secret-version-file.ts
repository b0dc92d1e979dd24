import { SecretText } from '../../core/secret-text.ts';
import { decodeName, encodeName } from '../files/encode-name.ts';
import { isRecord, seal, unseal } from '../files/sealed-document.ts';

/**
 * The files of one secret version:
 * `<version>.json` is the value, immutable; `<version>.prepared` is room for it; `<version>.unlinked-<nonce>` is the
 * value under its writer's own name, on the disk and not yet linked. A value counts as saved from the moment that
 * any of the three holds it whole.
 */
export const versionFile = {
  linked: (versionId: string) => `${encodeName(versionId)}${LINKED}`,
  prepared: (versionId: string) => `${encodeName(versionId)}${PREPARED}`,
  unlinked: (versionId: string, nonce: string) => `${encodeName(versionId)}${UNLINKED}${nonce}`,

  /** The version that a file name belongs to and whether its value may be written to; undefined: another file. */
  parse(name: string): { versionId: string; linked: boolean } | undefined {
    const [, encoded, suffix] = /^(.+)(\.json|\.prepared|\.unlinked-[0-9a-f-]{36})$/.exec(name) ?? [];
    const versionId = encoded === undefined ? undefined : decodeName(encoded);
    return versionId === undefined ? undefined : { versionId, linked: suffix === LINKED };
  },
};

const LINKED = '.json';
const PREPARED = '.prepared';
const UNLINKED = '.unlinked-';

/** @param name the secret's logical name, or the spill's */
export function sealVersion(name: string, version: { versionId: string; value: SecretText }): Uint8Array {
  return seal(`${name}#${version.versionId}`, { value: version.value.reveal() });
}

/** @returns undefined when the bytes are not the whole value of this version of this secret. */
export function unsealVersion(
  name: string,
  version: { versionId: string; bytes: Uint8Array },
): SecretText | undefined {
  const unsealed = unseal(`${name}#${version.versionId}`, version.bytes);
  if (unsealed.kind === 'damaged' || !isRecord(unsealed.content)) return undefined;
  const { value } = unsealed.content;
  return typeof value === 'string' ? new SecretText(value) : undefined;
}

/** Room for a version, not yet used: nothing but zeros. */
export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Bytes that are preallocated for a version: more than any answer of a token endpoint that was ever seen. */
export const PREALLOCATED = 16 * 1024;
