import type { GrantContext } from '../grant/context.ts';
import type { SecretId, StageLabel } from '../ports.ts';

/** What a rotation does to labels that no other flow does. */
export interface PendingLabels {
  /** Takes a label off a version; off a version that does not carry it, nothing. */
  drop(id: SecretId, label: StageLabel, versionId: string): Promise<void>;
}

/**
 * One rotation of a token secret as Secrets Manager runs it: four calls with the same version, each of which may come
 * twice, late, or after another rotation.
 */
export interface TokenRotation {
  readonly context: GrantContext;
  readonly labels: PendingLabels;
  /** Name of the token. */
  readonly token: string;
  /** `ClientRequestToken`: the version that this rotation makes. */
  readonly versionId: string;
}
