import type pc from 'picocolors';
import { hostTroubles } from '../../../core/host/host-troubles.ts';
import type { HostDaemonStatus, HostStatus } from '../../../core/status.ts';
import { formatSpan } from '../../../core/time.ts';
import { sinkText } from './delivery-text.ts';

export interface HostTextOptions {
  readonly now: number;
  readonly colours: ReturnType<typeof pc.createColors>;
  /** Show its daemons, its identity and what its self-test warns of. */
  readonly full: boolean;
}

/** A host: one line, the tokens in its files, and what needs attention with the command that repairs it. */
export function hostLines(host: HostStatus, { now, colours, full }: HostTextOptions): string[] {
  const { name, state, deliveries, findings } = host;
  const row = (label: string, text: string) => `  ${label.padEnd(11)} ${text}`;
  const paint = PAINT[state];
  return [
    [`host ${name}`.padEnd(16), colours[paint](WORD[state].padEnd(15)), ...facts(host, now)]
      .join('  ')
      .trimEnd(),
    ...deliveries.map((delivery) => row('sink', sinkText(delivery))),
    ...(full ? details(host, row) : []),
    ...hostTroubles(host).flatMap(({ gravity, message, remedy }) => [
      colours[gravity === 'dead' ? 'red' : 'yellow'](`  ! ${message}`),
      `    next: ${remedy}`,
    ]),
    ...findings.flatMap(({ code, message, remedy }) => [
      colours.yellow(`  ! ${code}: ${message}`),
      `    next: ${remedy}`,
    ]),
  ];
}

const WORD = { reporting: 'reporting', silent: 'SILENT', neverReported: 'never reported' } as const;

const PAINT = { reporting: 'green', silent: 'red', neverReported: 'yellow' } as const;

function facts({ state, lastReportAt, release }: HostStatus, now: number): readonly string[] {
  if (lastReportAt === null) return [];
  const age = formatSpan(now - Date.parse(lastReportAt));
  return [
    state === 'silent' ? `since ${lastReportAt} (${age})` : `last report ${age} ago`,
    release === null ? '' : `release ${release}`,
  ];
}

function details(host: HostStatus, row: (label: string, text: string) => string): string[] {
  const { kind, version, startedAt, identity, daemons, selfTest } = host;
  const wrong = selfTest ? selfTest.failed.length + selfTest.warned.length : 0;
  return [
    row('kind', kind),
    ...(version ? [row('version', `${version}, started ${startedAt}`)] : []),
    ...(identity ? [row('identity', identity)] : []),
    ...daemons.map((daemon) => row('daemon', daemonText(daemon))),
    ...(selfTest ? [row('self-test', wrong === 0 ? `good at ${selfTest.at}` : `at ${selfTest.at}`)] : []),
    ...(selfTest?.warned ?? []).map(({ name, message }) => row('', `${name}: ${message}`)),
  ];
}

function daemonText({ name, kind, state, consecutiveFailures, lastRun }: HostDaemonStatus): string {
  return [
    name,
    kind === 'watched' ? kind : state,
    lastRun ? `last run ${lastRun.kind}${lastRun.reason ? ` (${lastRun.reason})` : ''} at ${lastRun.at}` : '',
    consecutiveFailures > 0 ? `${consecutiveFailures} failures in a row` : '',
  ]
    .filter(Boolean)
    .join('  ');
}
