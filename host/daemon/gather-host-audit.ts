import type { HostAudit } from '../../core/audit/host-audit.ts';
import type { HostDeclaration } from '../../core/config/host-declaration.ts';
import type { Ledger } from '../../core/ports.ts';
import type { Instant } from '../../core/time.ts';
import { type AuditedStatus, gatherAudit } from '../audit/gather-audit.ts';
import type { HostPlaces } from './host-places.ts';

/** What an audit of this host is made of. */
export interface HostAuditParts {
  readonly host: HostDeclaration;
  readonly places: Pick<HostPlaces, 'state' | 'runtime'>;
  readonly ledger: Pick<Ledger, 'read'>;
  /** As the host daemon says it. */
  readonly status: AuditedStatus;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
}

/** The audit of this host, by the host itself. */
export function gatherHostAudit(parts: HostAuditParts): Promise<HostAudit> {
  const { host, places, ledger, status, environment, now } = parts;
  return gatherAudit({
    host: host.name,
    service: 'evergrant-host',
    daemons: host.daemons,
    ledger,
    locks: places.runtime,
    status,
    paths: ['/', places.state],
    environment,
    now,
  });
}
