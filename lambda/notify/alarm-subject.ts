import { redact } from '../../core/verdict/redact.ts';
import { credentialAlarm, daemonAlarm, type HealthAlarm, healthAlarm } from '../../core/wire.ts';
import type { AlarmNews } from './read-event.ts';

/** What an alarm is about. */
export type AlarmSubject =
  | { readonly kind: 'daemon'; readonly daemon: string }
  /** `credential` as the daemon's lines name it; undefined where the alarm does not say. */
  | { readonly kind: 'credential'; readonly daemon: string; readonly credential: string | undefined }
  | { readonly kind: 'health'; readonly alarm: ToldHealth }
  /** Hosts do not report. */
  | { readonly kind: 'silentHosts' }
  /** None of ours that `notify` has anything to add to. */
  | { readonly kind: 'foreign' };

/** The alarms on a deployment as a whole that speak through `notify`; the others tell people themselves. */
export type ToldHealth = (typeof TOLD_HEALTH)[number];

const TOLD_HEALTH = [
  'grant-failing',
  'token-expiring',
  'rotation-failed',
] as const satisfies readonly HealthAlarm[];

/** Goes by the names that core/wire.ts gives to alarms. */
export function alarmSubject(
  { name, isComposite, contributor }: Pick<AlarmNews, 'name' | 'isComposite' | 'contributor'>,
  deployment: string,
): AlarmSubject {
  const health = TOLD_HEALTH.find((alarm) => healthAlarm(deployment, alarm) === name);
  if (health) return { kind: 'health', alarm: health };
  if (name === healthAlarm(deployment, 'host-silent')) return { kind: 'silentHosts' };
  const daemons = daemonAlarm(deployment, '');
  if (!name.startsWith(daemons) || name === daemons) return { kind: 'foreign' };
  const daemon = name.slice(daemons.length);
  // A daemon may be called `x-by-credential`; only its own alarm is a composite one.
  if (isComposite) return { kind: 'daemon', daemon };
  const suffix = credentialAlarm(deployment, '').slice(daemons.length);
  if (!daemon.endsWith(suffix) || daemon === suffix) return { kind: 'foreign' };
  return {
    kind: 'credential',
    daemon: daemon.slice(0, -suffix.length),
    // Out of a line of its log, which may hold anything in brackets.
    credential: contributor.credential && redact(contributor.credential),
  };
}
