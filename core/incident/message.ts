import { formatSpan, type Instant, toIso } from '../time.ts';
import type { Incident, IncidentNotice } from './incident.ts';

/** What people read, the same on every channel. Holds no secret and no control character. */
export interface IncidentMessage {
  readonly level: IncidentLevel;
  /** One line: which grant, and how it is. */
  readonly title: string;
  /** What happened, why, what shows it, who is affected, how long it works, what to type next. */
  readonly lines: readonly string[];
}

/** Spelled as alerts files spell it. `INFO`: it is over. */
export type IncidentLevel = 'CRITICAL' | 'WARNING' | 'INFO';

/** Puts a notice into plain words. */
export function incidentMessage(notice: IncidentNotice): IncidentMessage {
  const { incident, at, kind } = notice;
  const { condition } = incident;
  const subject = `${SUBJECTS[incident.kind ?? 'grant']} ${incident.grant} of ${notice.deployment}`;
  if (kind === 'closed') {
    const open = formatSpan((incident.closedAt ?? at) - incident.openedAt);
    const lines = [
      `it was open for ${open}: ${condition.message} (${condition.reason})`,
      ...affectedLines(incident),
    ];
    return message('INFO', `${subject} ${incident.kind === 'alarm' ? 'is over' : 'works again'}`, lines);
  }
  const level = condition.severity === 'critical' ? 'CRITICAL' : 'WARNING';
  return message(level, `${subject} ${PREFIX[kind]}${stateOf(incident, at)}`, [
    ...(kind === 'opened'
      ? []
      : [`open since ${toIso(incident.openedAt)}, for ${formatSpan(at - incident.openedAt)}`]),
    `cause: ${condition.message} (${condition.reason})`,
    ...condition.causes.map(({ cause, evidence }) => `likely: ${cause}; ${evidence}`),
    ...condition.evidence.slice(-MOST_EVIDENCE).map((line) => `evidence: ${line}`),
    ...affectedLines(incident),
    ...(NOTHING_RUNS_OUT.has(incident.kind) ? [] : [`time left: ${timeLeftOf(incident, at)}`]),
    `next: ${condition.remedy}`,
  ]);
}

const SUBJECTS = {
  grant: 'grant',
  apiKey: 'API key',
  signingKey: 'signing key',
  agentToken: 'agent token',
  daemon: 'daemon',
  alarm: 'alarm',
} as const;

/** What is signed with a key runs out, and has an incident of its own. */
const NOTHING_RUNS_OUT: ReadonlySet<Incident['kind']> = new Set(['alarm', 'signingKey']);

const PREFIX = { opened: '', worsened: 'got worse: it ', reminder: 'still needs you: it ' } as const;

/** Lines of evidence that a message shows; the newest stand last. */
const MOST_EVIDENCE = 5;

/** Characters of a line; a log line may be as long as it likes. */
const LONGEST_LINE = 400;

function stateOf({ kind, condition }: Incident, at: Instant): string {
  return kind === 'alarm' ? 'rings' : timeLeft(condition.worksUntil, at);
}

function timeLeftOf({ kind, condition }: Incident, at: Instant): string {
  if (condition.worksUntil === null && kind === 'apiKey') return 'until somebody ends the key';
  if (condition.worksUntil === null && kind === 'agentToken') return 'no token is in force';
  return timeLeftInFull(condition.worksUntil, at);
}

function timeLeft(worksUntil: Instant | null, at: Instant): string {
  if (worksUntil === null) return 'is in trouble';
  return worksUntil > at ? `works for ${formatSpan(worksUntil - at)} more` : 'is already failing';
}

function timeLeftInFull(worksUntil: Instant | null, at: Instant): string {
  if (worksUntil === null) return 'not known, the issuer does not say how long its tokens live';
  return worksUntil > at
    ? `works for ${formatSpan(worksUntil - at)} more, until ${toIso(worksUntil)}`
    : 'already failing, time left 0';
}

/** An alarm on all that a deployment does names nobody. */
function affectedLines({ kind, condition: { affected } }: Incident): readonly string[] {
  if (affected.length > 0) return [`affected: ${affected.join(', ')}`];
  return kind === 'alarm' ? [] : ['affected: nobody that is declared'];
}

function message(level: IncidentLevel, title: string, lines: readonly string[]): IncidentMessage {
  return { level, title: plain(title), lines: lines.map(plain) };
}

/** Evidence comes out of other programs: an escape sequence in it must not reach a terminal. */
function plain(line: string): string {
  const text = line.replace(/\p{Cc}+/gu, ' ').trim();
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text;
}
