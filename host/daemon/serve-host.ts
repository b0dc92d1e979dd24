import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { HostAudit } from '../../core/audit/host-audit.ts';
import type { Broker } from '../../core/broker.ts';
import { daemonEventText } from '../../core/daemon/daemon-event-text.ts';
import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';
import type { EventHub } from '../broker/event-hub.ts';
import { serveBroker } from '../control/server.ts';
import { serveTokens } from '../control/token-server.ts';
import type { SignalSource } from '../supervisor/process-signals.ts';
import type { DocumentInForce, DocumentSource } from './document-source.ts';
import { gatherHostAudit } from './gather-host-audit.ts';
import type { Hangups } from './hangups.ts';
import type { HostClients } from './host-clients.ts';
import type { HostConfig } from './host-config.ts';
import { HostDaemon } from './host-daemon.ts';
import type { HostFindings } from './host-findings.ts';
import { HostLogs } from './host-logs.ts';
import { hostReportWriter } from './host-report-writer.ts';
import type { IdentityWatch } from './identity-watch.ts';
import { KeptAudit } from './kept-audit.ts';
import { type KeptServer, keepServer } from './kept-server.ts';
import type { LastingLedger } from './lasting-ledger.ts';
import type { Pulse } from './pulse.ts';
import { remoteTokens } from './remote-tokens.ts';
import { superviseDaemons } from './supervise-daemons.ts';
import type { UpOptions } from './up-options.ts';

export interface ServeHostOptions extends UpOptions {
  readonly config: HostConfig;
  readonly clients: HostClients;
  readonly document: DocumentInForce;
  readonly documents: DocumentSource;
  /** `proven`: settles once this host is known by its own role. */
  readonly identity: { readonly watch: IdentityWatch; readonly proven: Promise<boolean> };
  readonly ledger: LastingLedger;
  readonly findings: HostFindings;
  readonly hub: EventHub;
  readonly hangups: Hangups;
  readonly pulse: Pulse;
  readonly startedAt: Instant;
  readonly signal: AbortSignal;
  /** Ends it, for a new start. */
  readonly end: () => void;
}

/** Does everything that a host document asks for, until the signal aborts. */
export async function serveHost(options: ServeHostOptions): Promise<void> {
  const { document, ledger, findings, hub, places, environment, say, signal, identity, pulse } = options;
  const { declaration } = document;
  const daemon = new HostDaemon({
    ...options,
    remote: remoteTokens(options.config, options.clients),
    clock: systemClock,
    digest: nodeDigest,
    unproven: () => identity.watch.unproven,
  });
  await daemon.recall();
  const closing = new AbortController();
  const sockets = serveSockets(options, { broker: daemon.broker, signal: closing.signal });
  await Promise.all(sockets.map(({ tried }) => tried));
  const logs = new HostLogs({
    ...options,
    broker: daemon.broker,
    inForce: (credential) => daemon.inForce(credential),
  });
  const audit = new KeptAudit({
    gather: () => auditOf(options, daemon),
    told: (failure) => findings.tell('audit', failure),
    first: () => reports.changed(),
  });
  const reports = hostReportWriter({ ...options, deliveries: daemon.deliveries, audit });
  findings.onChange(() => reports.changed());
  const telling = tell(options, { logs, changed: () => reports.changed() });
  const supervised = superviseDaemons({
    declaration,
    broker: daemon.broker,
    ledger,
    locks: places.runtime,
    controlSocket: places.controlSocket,
    environment,
    signals: endOf(signal),
    lines: logs.sink,
    onEvent: (event) => {
      say(daemonEventText(event));
      logs.event(event);
      reports.changed();
    },
    failed: (name, error) => findings.tell(`daemon ${name}`, error),
    signal,
  });
  const closed = Promise.all(sockets.map((socket) => socket.closed));
  closed.catch(() => options.end());
  // Until then only what needs nothing of AWS: the sockets, and daemons with the tokens of their sinks.
  await identity.proven;
  const shipped = logs.run(closing.signal);
  await Promise.all([
    daemon.listen({ signal, pulse }),
    lookAgain(options, daemon),
    audit.run(signal),
    reports.run(signal),
    supervised,
  ]);
  // Daemons that drain may still ask for tokens, and their last words count.
  closing.abort();
  await Promise.all([daemon.close(), closed, shipped]);
  hub.close();
  await telling;
  say('evergrant-host: ended');
}

/** What the host daemon finds stands in the report beside it. */
async function auditOf(
  { document, places, ledger, environment }: ServeHostOptions,
  { broker }: HostDaemon,
): Promise<HostAudit> {
  const status = { ...(await broker.status()), findings: [] };
  const now = systemClock.now();
  return await gatherHostAudit({ host: document.host, places, ledger, status, environment, now });
}

function serveSockets(
  { document, places, findings }: ServeHostOptions,
  { broker, signal }: { broker: Broker; signal: AbortSignal },
): readonly KeptServer[] {
  const { tokenSocket: socket, sinks } = document.declaration;
  const unexpected = (error: unknown) => findings.tell('request', error);
  const control = keepServer({
    serve: () => serveBroker(broker, { socketPath: places.controlSocket, unexpected }),
    told: (failure) => findings.tell('control socket', failure),
    signal,
  });
  if (!socket) return [control];
  const tokens = keepServer({
    serve: () => serveTokens(broker, { socket, sinks, unexpected }),
    told: (failure) => findings.tell('token socket', failure),
    signal,
  });
  return [control, tokens];
}

/** Everything at once, then every few minutes and at each SIGHUP: what no notice told is found here. */
async function lookAgain(
  { documents, document, identity, ledger, hangups, signal, end, say }: ServeHostOptions,
  daemon: HostDaemon,
): Promise<void> {
  while (!signal.aborted) {
    const another = await documents.deployed();
    if (another?.isKept && another.fingerprint !== document.fingerprint) {
      say('evergrant-host: another host document is deployed; starting anew with it');
      return end();
    }
    // First: what may be asked for depends on it.
    await identity.watch.look();
    await daemon.lookAtAll();
    await ledger.catchUp();
    await hangups.wait(LOOK_EVERY * (1 - Math.random() / 5), signal);
  }
}

const LOOK_EVERY: Milliseconds = 5 * MINUTE;

/** What happens is said in the journal and in the log group of the host, and is a reason to report. */
async function tell(
  { hub, say }: ServeHostOptions,
  { logs, changed }: { logs: HostLogs; changed: () => void },
): Promise<void> {
  const untilClosed = new AbortController().signal;
  for await (const event of hub.follow({ signal: untilClosed })) {
    const { type, credential, generation, message, details } = event;
    const text = [type, credential, generation, details?.sink, message]
      .filter((part) => part !== undefined)
      .join(' ');
    say(text);
    logs.own(text);
    changed();
  }
}

/** Supervised daemons end when this process does, whatever ended it. No other signal is theirs. */
function endOf(signal: AbortSignal): SignalSource {
  return {
    subscribe(listener) {
      const end = () => listener('SIGTERM');
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      return () => signal.removeEventListener('abort', end);
    },
  };
}
