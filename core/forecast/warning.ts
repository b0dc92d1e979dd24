import type { Instant, Milliseconds } from '../time.ts';

/** What decides whether people are warned of a forecast end. */
export interface WarningInput {
  readonly endsAt: Instant | null;
  readonly now: Instant;
  /** How long before the end people want to know, in any order. */
  readonly leads: readonly Milliseconds[];
  /** Start of the life that ends: consent, or the last use. null: not known, every lead counts. */
  readonly startsAt: Instant | null;
  /** The lead of the last warning of this life. */
  readonly lastWarnedLead?: Milliseconds;
}

/** Where the life began that a forecast sees the end of: the last use where use extends it, else consent. */
export function lifeStart(
  { extendsWithUse }: { readonly extendsWithUse: boolean },
  grant: { readonly lastUsedAt: Instant | null; readonly consentedAt: Instant | null },
): Instant | null {
  return extendsWithUse ? grant.lastUsedAt : grant.consentedAt;
}

/**
 * The shortest lead that has passed and was not warned of yet, or null. A lead as long as the whole life is skipped:
 * a grant that lives seven days is not warned of at birth. Leads that passed together bring one warning.
 */
export function dueWarning(input: WarningInput): Milliseconds | null {
  const { endsAt, startsAt, now } = input;
  if (endsAt === null) return null;
  const life = startsAt === null ? Number.POSITIVE_INFINITY : endsAt - startsAt;
  const passed = input.leads.filter((lead) => lead < life && now >= endsAt - lead);
  if (passed.length === 0) return null;
  const lead = Math.min(...passed);
  return input.lastWarnedLead !== undefined && input.lastWarnedLead <= lead ? null : lead;
}
