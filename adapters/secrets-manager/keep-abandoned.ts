import type { Clock } from '../../core/ports.ts';
import { labelsOn, type SecretDescription } from './describe-secret.ts';
import { listVersions } from './list-versions.ts';
import { moveLabel } from './move-label.ts';
import type { SecretPlace } from './secret-call.ts';

/** Label of a version that lost all others and was not pruned: it exists once, so that each such version has its own. */
export function keptLabel(versionId: string): string {
  return `${KEPT}${versionId}`;
}

/** True where nothing but being kept keeps the version. */
export function isKeptOnly(secret: SecretDescription, versionId: string): boolean {
  const labels = labelsOn(secret, versionId);
  return labels.length > 0 && labels.every((label) => label.startsWith(KEPT));
}

/**
 * Gives a version that is left without a label one of its own, for AWS deletes versions without a label some day, and
 * an orphaned value must stay. Where too many are kept the oldest is given up.
 */
export async function keepAbandoned(
  place: SecretPlace & { clock: Clock },
  { secret, versionId }: { secret: SecretDescription; versionId: string },
): Promise<void> {
  const kept = [...secret.labels].filter(([label]) => label.startsWith(KEPT)).map(([, on]) => on);
  if (kept.length >= MOST_KEPT) {
    const oldest = await oldestOf(place, kept);
    if (oldest !== undefined)
      await moveLabel(place, { label: keptLabel(oldest), from: oldest, to: undefined });
  }
  await moveLabel(place, { label: keptLabel(versionId), from: undefined, to: versionId });
}

const KEPT = 'EVERGRANT_KEPT_';

/** Of the 20 labels of a secret four are in use for stages; some stay free for people. */
const MOST_KEPT = 12;

async function oldestOf(place: SecretPlace, kept: readonly string[]): Promise<string | undefined> {
  const stored = await listVersions(place);
  return stored
    .filter(({ versionId }) => kept.includes(versionId))
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .at(0)?.versionId;
}
