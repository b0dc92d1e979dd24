import type { RefreshResult, Unavailable } from '../../core/broker.ts';
import type { Condition } from '../../core/incident/incident.ts';
import type { Instant } from '../../core/time.ts';
import { judgeLine } from '../../core/verdict/judge-line.ts';
import type { LikelyCause } from '../../core/verdict/verdict.ts';

/** A grant whose token the daemon uses, as it was found good a moment ago. */
export interface GoodGrant {
  readonly name: string;
  readonly result: Exclude<RefreshResult, Unavailable>;
  /** Fingerprint of the token that the daemon was refused with; null: its lines do not say. */
  readonly refused: string | null;
}

export interface RefusedDaemon {
  readonly daemon: string;
  /** As its lines name it; undefined: the daemon as a whole is refused. */
  readonly credential: string | undefined;
  readonly alarm: string;
  /** Undefined: they could not be read. */
  readonly grants: readonly GoodGrant[] | undefined;
  /** Redacted lines of refusals, newest last. */
  readonly lines: readonly string[];
  /** Since when the alarm rings. */
  readonly since: Instant;
}

/** Why incidents of daemons are open: which of its two alarms rang first. */
const DAEMON_REFUSED = 'DaemonRefused';
const CREDENTIAL_REFUSED = 'CredentialRefused';

/** What the condition calls a credential of which its alarm does not tell the name. */
export const SOME_CREDENTIAL = 'one of its credentials';

/** Was it the alarm by credential that began it, for this credential? undefined: for any. */
export function isOfCredential({ reason, message }: Condition, credential: string | undefined): boolean {
  if (reason !== CREDENTIAL_REFUSED) return false;
  return (
    credential === undefined ||
    [credential, SOME_CREDENTIAL].some((each) => message.startsWith(`${refusedWith(each)};`))
  );
}

/** What is wrong with a daemon that is refused although its grants are good. */
export function daemonCondition(found: RefusedDaemon): Condition {
  const { daemon, credential, alarm, lines, since } = found;
  return {
    severity: 'critical',
    reason: credential === undefined ? DAEMON_REFUSED : CREDENTIAL_REFUSED,
    message: `${refusedWith(credential)}; ${grantsAre(found)}`,
    remedy: `evergrant explain --alarm ${alarm}`,
    causes: found.grants?.length ? causesOf(found.grants, lines) : [],
    evidence: lines,
    worksUntil: since,
    affected: [daemon],
    stageAt: null,
  };
}

function refusedWith(credential: string | undefined): string {
  return `the daemon is refused again and again${credential === undefined ? '' : ` with ${credential}`}`;
}

function grantsAre({ grants }: RefusedDaemon): string {
  if (!grants) return 'its grants could not be looked up';
  if (grants.length === 0) return 'no grant of this deployment is declared for it, so none could be checked';
  const each = grants.map(
    ({ name, result }) => `${name} (${result.kind === 'refreshed' ? 'renewed just now' : 'fresh'})`,
  );
  return `its ${grants.length === 1 ? 'grant is' : 'grants are'} good: ${each.join(', ')}`;
}

/** Likeliest first. A good grant does not explain a refusal; these do. */
function causesOf(grants: readonly GoodGrant[], lines: readonly string[]): readonly LikelyCause[] {
  const classes = new Set(lines.map((line) => judgeLine(line).class));
  const older = grants.find(({ refused, result }) => refused !== null && refused !== result.fingerprint);
  return [
    ...(older
      ? [
          {
            cause: 'it holds an older token in memory: let it read its token anew, or restart it',
            evidence: `it was refused with ${older.refused}, and ${older.result.fingerprint} of ${older.name} is in force`,
          },
        ]
      : []),
    ...(classes.has('insufficient_scope')
      ? [
          {
            cause: 'the token lacks a scope or permission for what the daemon does',
            evidence: 'its lines say so; see the scopes of the grant in evergrant.yaml',
          },
        ]
      : []),
    ...(classes.has('permanent_reauth') || classes.has('client_misconfigured')
      ? [
          {
            cause: 'it still refreshes by itself, with a grant of its own that is dead',
            evidence:
              'its lines are answers of a token endpoint, which a daemon does not ask where Evergrant does',
          },
        ]
      : []),
    ...(older || classes.has('insufficient_scope')
      ? []
      : [
          {
            cause: 'it holds an older token in memory: let it read its token anew, or restart it',
            evidence: 'the token in force is good, and it is not known which one the daemon uses',
          },
        ]),
  ];
}
