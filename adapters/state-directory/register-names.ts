/** The names in a register's directory, sorted by what they mean. */
export interface RegisterNames {
  /** Revisions that have a record, newest first. */
  readonly revisions: readonly number[];
  /** Names of what no register writes here, and of records that were set aside as damaged. */
  readonly damaged: readonly string[];
  /** The highest revision that any record had, damaged ones included: numbers are never used twice. 0: none. */
  readonly highest: number;
}

export function sortNames(names: readonly string[]): RegisterNames {
  const revisions = names.map(revisionOf).filter((revision) => revision !== undefined);
  const damaged = names.filter((name) => revisionOf(name) === undefined && !isUnfinished(name));
  const setAside = damaged.map((name) => damagedRevision(name));
  return {
    revisions: revisions.sort((left, right) => right - left),
    damaged: damaged.sort(),
    highest: Math.max(0, ...revisions, ...setAside),
  };
}

export function recordName(revision: number): string {
  return `${String(revision).padStart(DIGITS, '0')}.json`;
}

export function unfinishedName(nonce: string): string {
  return `${UNFINISHED}${nonce}`;
}

/** Is this a file that a writer has not linked yet, or died before removing? */
export function isUnfinished(name: string): boolean {
  return name.startsWith(UNFINISHED);
}

/** The name under which a damaged file is kept as evidence. */
export function damagedName(name: string): string {
  return `${name}${SET_ASIDE}`;
}

/** The revision in the name of a record that was set aside; 0 when the name holds none. */
export function damagedRevision(name: string): number {
  return name.endsWith(SET_ASIDE) ? (revisionOf(name.slice(0, -SET_ASIDE.length)) ?? 0) : 0;
}

const UNFINISHED = 'unfinished-';
const SET_ASIDE = '.damaged';
const DIGITS = 10;

function revisionOf(name: string): number | undefined {
  return /^\d{10}\.json$/.test(name) ? Number.parseInt(name, 10) : undefined;
}
