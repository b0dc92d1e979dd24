import type { EventType, EvergrantEvent } from '../event.ts';
import type { Ports } from '../ports.ts';
import type { Instant } from '../time.ts';
import type { GrantSpec } from './grant-spec.ts';
import type { GrantState } from './state.ts';

/** What every flow on one grant gets: the outside world and the grant's declaration. */
export interface GrantContext {
  readonly ports: Ports;
  readonly spec: GrantSpec;
}

/** The issuer's time: every instant in the ledger is in it. */
export function issuerNow({ ports }: GrantContext, state: GrantState): Instant {
  return ports.clock.now() + state.clockOffset;
}

/** Announces something that happened to this grant. */
export function tell(
  { ports, spec }: GrantContext,
  type: EventType,
  fields: Omit<EvergrantEvent, 'schema' | 'at' | 'type' | 'credential'> = {},
): void {
  ports.announce.event({ schema: 1, at: ports.clock.now(), type, credential: spec.name, ...fields });
}
