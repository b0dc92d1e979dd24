import { readdirSync, readFileSync } from 'node:fs';
import { evenFleet } from '../aws-cost/fleets.ts';
import { pollEventSources } from '../deployment/event-sources.ts';
import { startIssuerStandIn } from './issuer-stand-in.ts';
import { simulatedFleet } from './simulated-fleet.ts';

/** What it took to refresh a fleet that fell due at once. */
export interface FleetRefreshed {
  readonly title: string;
  readonly synthesisSeconds: number;
  readonly resourceCount: number;
  /** From the first beat until nothing is due and no message waits. */
  readonly seconds: number;
  readonly beats: number;
  readonly batches: number;
  /** Tokens that the issuer gave; each credential gets one. */
  readonly issued: number;
  /** Notices in the queues of hosts. */
  readonly notices: number;
  /** Processes of the function, and the most memory that one of them ever had, in MB. */
  readonly processes: number;
  readonly peakMegabytes: number;
  /** Calls of the function for each refresh, those of its services to the key included. */
  readonly callsPerRefresh: Readonly<Record<string, number>>;
}

/** @param options.lanes batches of the queue that are worked on at once, as `maxConcurrency` in AWS */
export async function refreshFleet(options: {
  bundles: string;
  credentials: number;
  hosts: number;
  lanes: number;
  issuerPauseMilliseconds: number;
}): Promise<FleetRefreshed> {
  const { bundles, credentials, hosts, lanes } = options;
  const issuer = await startIssuerStandIn(options.issuerPauseMilliseconds);
  const fleet = evenFleet({ credentials, hosts, tokenEndpoint: issuer.tokenEndpoint });
  const grants = Array.from({ length: credentials }, (_, n) => `grant-${n}`);
  const simulated = await simulatedFleet(fleet, { bundles, grants });
  const { aws, resources, functions, refresh } = simulated;
  const invoke = (_name: string, event: Parameters<typeof refresh.runtime.invoke>[0]) =>
    refresh.runtime.invoke(event);
  const before = aws.calls.length;
  let batches = 0;
  const lane = async () => {
    for (;;) {
      const outcomes = await pollEventSources(resources, { aws, functions, invoke });
      if (outcomes.length === 0) return;
      batches += outcomes.length;
    }
  };
  const start = performance.now();
  let beats = 0;
  do {
    const beat = await refresh.runtime.invoke({ evergrant: 'tick' });
    if (beat.kind !== 'returned') throw new Error(`the beat ended otherwise: ${JSON.stringify(beat)}`);
    beats += 1;
    await Promise.all(Array.from({ length: lanes }, lane));
  } while (issuer.answered < credentials && beats < MOST_BEATS);
  const seconds = (performance.now() - start) / 1_000;
  const calls = aws.calls.slice(before).filter(({ principal }) => principal === refresh.role);
  const notices = [...aws.services.sqs.queues.values()]
    .filter(({ options: { name } }) => /-host-\d+$/.test(name))
    .reduce((sum, { messages }) => sum + messages.length, 0);
  const peakMegabytes = Math.max(...childrenPeaks());
  const processes = refresh.runtime.starts;
  for (const { runtime } of functions) runtime.kill();
  issuer.stop();
  await aws.stop();
  return {
    title: fleet.title,
    synthesisSeconds: simulated.synthesisSeconds,
    resourceCount: simulated.resourceCount,
    seconds,
    beats,
    batches,
    issued: issuer.answered,
    notices,
    processes,
    peakMegabytes,
    callsPerRefresh: perRefresh(calls, issuer.answered),
  };
}

const MOST_BEATS = 10;

function perRefresh(
  calls: readonly { action: string; via: string | undefined }[],
  refreshes: number,
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { action, via } of calls) {
    const name = via === undefined ? action : `${action} by ${via}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort().map(([name, count]) => [name, count / refreshes]));
}

/** High-water marks of the resident memory of this process's children, in MB. Linux only. */
function childrenPeaks(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== process.pid) return [];
        return [Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024];
      } catch {
        return [];
      }
    });
}
