import type { Condition, Severity } from '../../core/incident/incident.ts';
import type { Instant } from '../../core/time.ts';
import type { ToldHealth } from './alarm-subject.ts';
import type { DeclaredGrant } from './declared-grants.ts';
import type { Suspect } from './health-suspects.ts';
import type { People } from './people.ts';
import type { AlarmNews } from './read-event.ts';

export interface HealthAlarmParts {
  /** What may have made it ring, the likeliest first. */
  suspects(alarm: ToldHealth, at: Instant): Promise<readonly Suspect[]>;
  grants(): Promise<readonly DeclaredGrant[]>;
  /** Grants with an open incident that people were told of. */
  told(): Promise<ReadonlySet<string>>;
  readonly people: Pick<People, 'tell' | 'over'>;
  failed(what: string, error: unknown): void;
}

/**
 * An alarm on the deployment as a whole. People mostly know: of what is wrong with a grant its own incident tells them.
 * They hear of the alarm where none does.
 *
 * @throws Fault of SNS when people could not be told
 */
export async function onHealthAlarm(
  parts: HealthAlarmParts,
  alarm: ToldHealth,
  news: AlarmNews,
): Promise<void> {
  const { people } = parts;
  const topic = { kind: 'alarm', name: news.name } as const;
  const at = news.changedAt;
  if (news.state !== 'ALARM') return await people.over(topic, at);
  const attempt = <T>(task: Promise<T>, otherwise: T) =>
    task.catch((error: unknown) => {
      parts.failed(news.name, error);
      return otherwise;
    });
  const [suspects, grants, told] = await Promise.all([
    attempt(parts.suspects(alarm, at), []),
    attempt(parts.grants(), []),
    attempt(parts.told(), new Set<string>()),
  ]);
  const grantOf = (credential: string) =>
    grants.find(({ name, tokens }) => name === credential || tokens.includes(credential));
  const untold = suspects.filter(({ credential }) => !told.has(grantOf(credential)?.name ?? credential));
  const isKnown = suspects.length > 0 ? untold.length === 0 : told.size > 0;
  if (isKnown) return;
  const shown = untold.slice(0, MOST_SUSPECTS);
  const condition: Condition = {
    ...ABOUT[alarm],
    message: [ABOUT[alarm].message, ...shown.map(({ credential, says }) => `${credential} ${says}`)].join(
      '; ',
    ),
    remedy: `evergrant explain --alarm ${news.name}`,
    causes: [],
    evidence: [],
    worksUntil: null,
    affected: [...new Set(shown.flatMap(({ credential }) => grantOf(credential)?.affected ?? []))],
    stageAt: null,
  };
  await people.tell(topic, { condition, at });
}

/** Names that one line holds; `evergrant status` shows the others. */
const MOST_SUSPECTS = 3;

const ABOUT: Record<ToldHealth, { severity: Severity; reason: string; message: string }> = {
  'grant-failing': {
    severity: 'warning',
    reason: 'GrantFailing',
    message: 'a grant fails again and again, or only a person can renew it',
  },
  'token-expiring': {
    severity: 'critical',
    reason: 'TokenExpiring',
    message: 'a token that should long have been replaced is about to end',
  },
  'rotation-failed': {
    severity: 'warning',
    reason: 'RotationFailed',
    message: 'a rotation of a token secret failed, and the token in force stays',
  },
};
