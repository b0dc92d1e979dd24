import type { HostDeclaration } from '../config/host-declaration.ts';
import type { HostCheckStatus, HostDeliveryStatus, HostStatus } from '../status.ts';
import { type Instant, isoOrNull, toIso } from '../time.ts';
import type { DaemonReport, HostReport } from './host-report.ts';
import type { DeliveryReport } from './reported-delivery.ts';
import type { SelfTest } from './self-test.ts';
import { silentFrom } from './silent-host.ts';

/** A declared host by its last report, for `evergrant status`. @param report undefined: it never reported */
export function hostStatus(
  { name, kind }: Pick<HostDeclaration, 'name' | 'kind'>,
  report: HostReport | undefined,
  now: Instant,
): HostStatus {
  return {
    name,
    kind,
    state: report === undefined ? 'neverReported' : silentFrom(report) <= now ? 'silent' : 'reporting',
    lastReportAt: isoOrNull(report?.at ?? null),
    startedAt: isoOrNull(report?.startedAt ?? null),
    release: report?.release ?? null,
    version: report?.version ?? null,
    identity: report?.identity ?? null,
    deliveries: (report?.deliveries ?? []).map(deliveryOf),
    daemons: (report?.daemons ?? []).map(daemonOf),
    selfTest: report?.selfTest ? selfTestOf(report.selfTest) : null,
    findings: report?.findings ?? [],
  };
}

function deliveryOf(report: DeliveryReport): HostDeliveryStatus {
  const { consumers: _, deliveredAt, adoptedAt, ...rest } = report;
  return { ...rest, deliveredAt: isoOrNull(deliveredAt), adoptedAt: isoOrNull(adoptedAt) };
}

function daemonOf({ name, kind, state, consecutiveFailures, lastRun }: DaemonReport) {
  return {
    name,
    kind,
    state,
    consecutiveFailures,
    lastRun: lastRun && { ...lastRun, at: toIso(lastRun.at) },
  };
}

function selfTestOf({ at, checks }: SelfTest): NonNullable<HostStatus['selfTest']> {
  const of = (wanted: SelfTest['checks'][number]['outcome']): readonly HostCheckStatus[] =>
    checks
      .filter(({ outcome }) => outcome === wanted)
      .map(({ name, message, remedy }) => ({ name, message, remedy }));
  return { at: toIso(at), failed: of('failed'), warned: of('warn') };
}
