import { putFile, readText } from '../../adapters/files/put-file.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { readParameter } from '../../adapters/systems-manager/read-parameter.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { VERSION } from '../../core/version.ts';
import { EventHub } from '../broker/event-hub.ts';
import { protectMemory } from '../protect-memory.ts';
import { type DocumentInForce, DocumentSource } from './document-source.ts';
import { Hangups } from './hangups.ts';
import { hostClients } from './host-clients.ts';
import { readHostConfig } from './host-config.ts';
import { HostFindings } from './host-findings.ts';
import { waitingReportWriter } from './host-report-writer.ts';
import { IdentityWatch } from './identity-watch.ts';
import { openLedger } from './open-ledger.ts';
import { Pulse } from './pulse.ts';
import type { ReportWriter } from './report-writer.ts';
import { serveHost } from './serve-host.ts';
import { Systemd, watchOver } from './systemd.ts';
import type { UpOptions } from './up-options.ts';

/**
 * The host daemon, until it is told to end, or until another host document asks for a new start, which systemd makes.
 *
 * @throws Fault `HostConfigMissing`, `HostConfigInvalid`
 */
export async function up(options: UpOptions): Promise<ExitCode> {
  const { places, environment, say, interrupted } = options;
  protectMemory();
  const startedAt = systemClock.now();
  const config = await readHostConfig(places.config);
  const clients = hostClients(config);
  const findings = new HostFindings((finding, before) => {
    if (finding) say(`${finding.code}: ${finding.message}; next: ${finding.remedy}`);
    else if (before) say(`over: ${before.code}: ${before.message}`);
  });
  const { signal, end } = endedBy(interrupted);
  const hangups = new Hangups(process);
  const pulse = new Pulse(startedAt);
  const systemd = new Systemd(environment);
  signal.addEventListener('abort', () => pulse.ends(), { once: true });
  say(`evergrant-host ${VERSION}: ${config.host} of ${config.deployment}, process ${process.pid}`);
  const watch = new IdentityWatch({ config, sts: clients.sts, findings, pulse, hangups });
  const identity = { watch, proven: watch.proven(signal) };
  const documents = new DocumentSource({
    config,
    readParameter: (name) => readParameter(clients.ssm, name),
    copy: { read: () => readText(places.document), write: (text) => putFile(places.document, text) },
    digest: nodeDigest,
    found: (failure) => findings.tell('document', failure),
  });
  const unwatch = watchOver(systemd, pulse);
  try {
    // systemd waits two minutes for this, and a host may have to wait longer for its activation.
    systemd.ready();
    const reports = waitingReportWriter({ config, clients, places, findings, identity, startedAt });
    findings.onChange(() => reports.changed());
    const { proven } = identity;
    const document = await firstDocument(documents, { proven, reports, hangups, pulse, signal });
    if (!document) return endOf(interrupted);
    await serveHost({
      ...options,
      config,
      clients,
      document,
      documents,
      identity,
      ledger: await openLedger(places.state, { findings, clock: systemClock }),
      findings,
      hub: new EventHub(),
      hangups,
      pulse,
      startedAt,
      signal,
      end,
    });
    return endOf(interrupted);
  } finally {
    unwatch();
  }
}

interface FirstDocument {
  readonly proven: Promise<boolean>;
  /** Tells what it waits for. */
  readonly reports: ReportWriter;
  readonly hangups: Hangups;
  readonly pulse: Pulse;
  readonly signal: AbortSignal;
}

/** The copy of the last start serves at once; a host that never had one waits for its identity. */
async function firstDocument(
  documents: DocumentSource,
  { proven, reports, hangups, pulse, signal }: FirstDocument,
): Promise<DocumentInForce | undefined> {
  const copy = await documents.copy();
  if (copy) return copy;
  if (!(await proven)) return undefined;
  let document = await documents.deployed();
  if (document) return document;
  const came = new AbortController();
  const reporting = reports.run(AbortSignal.any([signal, came.signal]));
  for (let wait = SECOND; !document && !signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    pulse.beat(systemClock.now());
    await hangups.wait(wait, signal);
    document = await documents.deployed();
  }
  came.abort();
  await reporting;
  return document;
}

const LONGEST_WAIT: Milliseconds = MINUTE;

function endedBy(interrupted: AbortSignal): { signal: AbortSignal; end: () => void } {
  const ending = new AbortController();
  const end = () => ending.abort();
  if (interrupted.aborted) end();
  interrupted.addEventListener('abort', end, { once: true });
  return { signal: ending.signal, end };
}

function endOf(interrupted: AbortSignal): ExitCode {
  return interrupted.reason === 'SIGINT' ? ExitCode.Interrupted : ExitCode.Good;
}
