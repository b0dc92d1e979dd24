/** How far a log file was read. */
export interface LogPlace {
  /** Which file: its name goes over to another when logs are rotated. */
  readonly inode: number;
  /** Bytes up to the end of the last whole line that was read. */
  readonly offset: number;
}

/** Reads a bookmark; undefined for anything else. */
export function readLogPlace(text: string | undefined): LogPlace | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isLogPlace(value) ? { inode: value.inode, offset: value.offset } : undefined;
  } catch {
    return undefined;
  }
}

export function isLogPlace(value: unknown): value is LogPlace {
  return (
    typeof value === 'object' &&
    value !== null &&
    'inode' in value &&
    'offset' in value &&
    Number.isSafeInteger(value.inode) &&
    Number.isSafeInteger(value.offset)
  );
}
