import { join } from 'node:path';
import { HOST_PLACES } from '../../core/host/bootstrap/host-places.ts';

/** Where things of the host daemon lie. */
export interface HostPlaces {
  /** `host.json`. */
  readonly config: string;
  /** 0700: records of deliveries and daemons, the last host document, the last self-test. Never a token. */
  readonly state: string;
  readonly document: string;
  readonly selfTest: string;
  readonly controlSocket: string;
  /** Below it lie locks, which are of no use after this boot. */
  readonly runtime: string;
}

/** systemd names the directories that it made (StateDirectory=, RuntimeDirectory=, systemd.exec(5)). */
export function hostPlaces(
  environment: Readonly<Record<string, string | undefined>>,
  config: string = HOST_PLACES.config,
): HostPlaces {
  const state = environment.STATE_DIRECTORY ?? HOST_PLACES.state;
  // The directory of the token socket may stand beside ours, behind a colon.
  const [runtime = HOST_PLACES.runtime] = (environment.RUNTIME_DIRECTORY ?? HOST_PLACES.runtime).split(':');
  return {
    config,
    state,
    document: join(state, 'document.json'),
    selfTest: join(state, 'self-test.json'),
    controlSocket: join(runtime, 'control.sock'),
    runtime,
  };
}
