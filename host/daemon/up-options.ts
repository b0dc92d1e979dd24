import type { HostPlaces } from './host-places.ts';

/** What the host daemon sees of the world. */
export interface UpOptions {
  readonly places: HostPlaces;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Says a line, for the journal. */
  readonly say: (text: string) => void;
  /** Aborted by SIGINT and SIGTERM. */
  readonly interrupted: AbortSignal;
}
