import type { HostAudit } from '../../../core/audit/host-audit.ts';
import type { Instant } from '../../../core/time.ts';

/** An audit, and when a host reported it; null: it was gathered just now. */
export interface Audited {
  readonly audit: HostAudit;
  readonly reportedAt: Instant | null;
}
