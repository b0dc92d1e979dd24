import { AUDIT_LISTS, type AuditList, type HostAudit } from './host-audit.ts';

/** Most bytes of an audit as JSON within the report of a host, of whose 20,000 it leaves the larger part. */
export const LONGEST_AUDIT = 8_000;

/** Longest text in it, in characters. */
const LONGEST_TEXT = 300;

/**
 * An audit that is no longer than {@link LONGEST_AUDIT}: texts are cut, then the longest list gives up its last entries until
 * it fits. What was left out is counted in `omitted`.
 */
export function boundAudit(audit: HostAudit): HostAudit {
  let bounded = withShortTexts(audit);
  while (bytesOf(bounded) > LONGEST_AUDIT) {
    const list = longestList(bounded);
    const entries = bounded[list];
    if (entries.length === 0) return bounded;
    const keep = Math.floor(entries.length / 2);
    const omitted = (bounded.omitted?.[list] ?? 0) + entries.length - keep;
    bounded = {
      ...bounded,
      [list]: entries.slice(0, keep),
      omitted: { ...bounded.omitted, [list]: omitted },
    };
  }
  return bounded;
}

function longestList(audit: HostAudit): AuditList {
  return AUDIT_LISTS.reduce<AuditList>(
    (longest, list) => (bytesOf(audit[list]) > bytesOf(audit[longest]) ? list : longest),
    'findings',
  );
}

function withShortTexts(audit: HostAudit): HostAudit {
  return {
    ...audit,
    findings: audit.findings.map((finding) => ({
      ...finding,
      message: short(finding.message),
      remedy: short(finding.remedy),
    })),
    credentials: audit.credentials.map((credential) => ({
      ...credential,
      trouble: credential.trouble && {
        ...credential.trouble,
        message: short(credential.trouble.message),
        remedy: short(credential.trouble.remedy),
      },
    })),
  };
}

function short(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
