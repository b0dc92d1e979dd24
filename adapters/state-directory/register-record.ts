import { isRecord, seal, unseal } from '../files/sealed-document.ts';

/** One immutable record of a register: a value and the writes that it stands on. */
export interface RegisterRecord {
  /** 1 and up; also the number in the file's name. */
  readonly revision: number;
  /** Names this write among all writes, also among those that got the same number. */
  readonly nonce: string;
  /** Nonces of the writes before it, newest first, at most {@link LINEAGE}. */
  readonly lineage: readonly string[];
  readonly value: unknown;
}

/** How many predecessors a record names. A writer that slept through more than these is told that it lost. */
export const LINEAGE = 32;

/** @param register the register's logical name; a record copied to another register is damaged there */
export function encodeRecord(register: string, record: RegisterRecord): Uint8Array {
  return seal(place(register, record.revision), record);
}

/** @returns undefined when the bytes are not what was written for this register and revision. */
export function decodeRecord(
  register: string,
  file: { revision: number; bytes: Uint8Array },
): RegisterRecord | undefined {
  const unsealed = unseal(place(register, file.revision), file.bytes);
  if (unsealed.kind === 'damaged' || !isRecord(unsealed.content)) return undefined;
  const { revision, nonce, lineage, value } = unsealed.content;
  if (revision !== file.revision || typeof nonce !== 'string' || !Array.isArray(lineage)) return undefined;
  return { revision, nonce, lineage: lineage.filter((entry) => typeof entry === 'string'), value };
}

function place(register: string, revision: number): string {
  return `${register}#${revision}`;
}
