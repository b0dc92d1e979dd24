import { formatSpan, type Instant } from '../time.ts';
import {
  type DaemonAudit,
  EXIT_KINDS,
  type ExitKind,
  type Supervision,
  type UnitFacts,
} from './host-audit.ts';
import type { Paint } from './paint.ts';
import { sizeText } from './size-text.ts';

interface At {
  readonly paint: Paint;
  readonly now: Instant;
}

/** A daemon: its state on one line, then its last run, its sessions of today and how its runs of a day ended. */
export function daemonLines(daemon: DaemonAudit, at: At): readonly string[] {
  const { name, unit, supervision, sessions, exits } = daemon;
  const [state, facts] = unit
    ? unitWords(unit, at.now)
    : supervision
      ? runWords(supervision, at.now)
      : UNSEEN;
  const more = (text: string) => `  ${''.padEnd(16)}  ${text}`;
  return [
    `  ${name.padEnd(16)}  ${painted(state, at.paint)}  ${facts.filter(Boolean).join(', ')}`.trimEnd(),
    ...(supervision?.lastRun ? [more(lastRunText(supervision.lastRun, at.now))] : []),
    ...(exits ? [more(exitsText(exits))] : []),
    ...(sessions ? [more(`sessions ${sessions.used} of ${sessions.perDay} today (UTC)`)] : []),
  ];
}

/** Nobody can be asked: somebody else starts it, and it has no unit here. */
const UNSEEN: readonly [string, readonly string[]] = ['watched', ['no unit is declared']];

function unitWords({ unit, state, activeSince, restarts, memoryBytes }: UnitFacts, now: Instant) {
  return [
    state,
    [
      activeSince === null ? unit : `${unit} for ${formatSpan(now - activeSince)}`,
      state === 'unknown' ? 'systemd cannot be asked' : '',
      restarts ? `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}` : '',
      memoryBytes === null ? '' : sizeText(memoryBytes),
    ],
  ] as const;
}

function runWords({ state, since, nextRunAt, failures, lastRun }: Supervision, now: Instant) {
  return [
    state,
    [
      since === null ? '' : `for ${formatSpan(now - since)}`,
      nextRunAt === null
        ? ''
        : `next run ${nextRunAt > now ? `in ${formatSpan(nextRunAt - now)}` : 'is due'}`,
      failures > 0 ? `${failures} ${failures === 1 ? 'failure' : 'failures in a row'}` : '',
      lastRun === null && state !== 'running' ? 'it never ran' : '',
    ],
  ] as const;
}

function lastRunText({ kind, endedAt, exitCode, reason }: NonNullable<Supervision['lastRun']>, now: Instant) {
  const code = exitCode === null ? '' : ` with exit code ${exitCode}`;
  const why = reason === null ? '' : ` (${reason})`;
  return `last run ${WORDS[kind]}${code}${why} ${formatSpan(now - endedAt)} ago`;
}

function exitsText(exits: NonNullable<DaemonAudit['exits']>): string {
  const counts = EXIT_KINDS.filter((kind) => exits[kind] > 0).map((kind) => `${exits[kind]} ${WORDS[kind]}`);
  return `runs of 24 h: ${counts.join(', ') || 'none ended'}`;
}

const WORDS: Readonly<Record<ExitKind, string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  limitReached: 'reached their limit',
  interrupted: 'interrupted',
};

const GOOD: ReadonlySet<string> = new Set(['active', 'running', 'idle']);
const NEUTRAL: ReadonlySet<string> = new Set(['watched', 'unknown', 'activating', 'reloading']);

function painted(state: string, paint: Paint): string {
  const padded = state.padEnd(12);
  if (GOOD.has(state)) return paint.green(padded);
  if (NEUTRAL.has(state)) return padded;
  return state === 'backingOff' ? paint.yellow(padded) : paint.red(padded);
}
