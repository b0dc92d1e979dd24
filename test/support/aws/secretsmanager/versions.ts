import { AwsError } from '../aws-error.ts';

/** One version. A rotation that began makes one that has no value yet. */
export interface StoredVersion {
  readonly createdAt: number;
  readonly value: SecretValue | undefined;
}

export interface SecretValue {
  readonly text: string | undefined;
  /** Base64. */
  readonly binary: string | undefined;
  /** Data key that KMS sealed, and the key that sealed it; undefined under the key that AWS manages. */
  readonly sealed: { readonly keyArn: string; readonly dataKey: string } | undefined;
}

/** Versions and labels of a secret at one moment. Never changed, always replaced: a read may lag behind. */
export interface Versions {
  readonly stored: ReadonlyMap<string, StoredVersion>;
  /** Label to version. */
  readonly labels: ReadonlyMap<string, string>;
}

export const NO_VERSIONS: Versions = { stored: new Map(), labels: new Map() };

/** Labels in all, over all versions of a secret. */
const MOST_LABELS = 20;
const MOST_VERSIONS = 100;
/** No version younger than this is removed. */
const KEPT = 24 * 60 * 60 * 1000;

export function labelsOf({ labels }: Versions, versionId: string): readonly string[] {
  return [...labels].filter(([, on]) => on === versionId).map(([label]) => label);
}

/**
 * Stores a version, or the value of one that had none, and puts the labels on it. The first one to have a value becomes
 * AWSCURRENT whatever the labels.
 * @throws AwsError `LimitExceededException` for the 101st version of a day, or the 21st label
 */
export function withVersion(
  versions: Versions,
  added: { versionId: string; version: StoredVersion; labels: readonly string[]; now: number },
): Versions {
  const { versionId, version, now } = added;
  const first = ![...versions.stored.values()].some(({ value }) => value !== undefined);
  const wanted = first && version.value ? [...new Set([...added.labels, 'AWSCURRENT'])] : added.labels;
  const labelled = wanted.reduce((seen, label) => withLabel(seen, label, versionId), versions);
  if (labelled.labels.size > MOST_LABELS)
    throw new AwsError('LimitExceededException', `more than ${MOST_LABELS} staging labels`);
  const stored = versions.stored.has(versionId) ? versions.stored : withRoom(versions, now);
  return { ...labelled, stored: new Map([...stored, [versionId, version]]) };
}

/** Puts a label on a version. AWSPREVIOUS follows AWSCURRENT to the version that it leaves. */
export function withLabel(versions: Versions, label: string, versionId: string): Versions {
  const labels = new Map(versions.labels);
  const from = labels.get(label);
  if (label === 'AWSCURRENT' && from !== undefined && from !== versionId) labels.set('AWSPREVIOUS', from);
  labels.set(label, versionId);
  return { ...versions, labels };
}

export function withoutLabel(versions: Versions, label: string): Versions {
  return { ...versions, labels: new Map([...versions.labels].filter(([each]) => each !== label)) };
}

/** Removes the oldest version that has no label and is a day old, where there is room for no other. */
function withRoom(versions: Versions, now: number): ReadonlyMap<string, StoredVersion> {
  if (versions.stored.size < MOST_VERSIONS) return versions.stored;
  const [oldest] = [...versions.stored]
    .filter(
      ([versionId, { createdAt }]) => labelsOf(versions, versionId).length === 0 && now - createdAt >= KEPT,
    )
    .toSorted(([, a], [, b]) => a.createdAt - b.createdAt);
  if (!oldest) throw new AwsError('LimitExceededException', `more than ${MOST_VERSIONS} versions in a day`);
  return new Map([...versions.stored].filter(([versionId]) => versionId !== oldest[0]));
}
