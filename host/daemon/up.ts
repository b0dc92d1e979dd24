import { putFile, readText } from '../../adapters/files/put-file.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { readParameter } from '../../adapters/systems-manager/read-parameter.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { VERSION } from '../../core/version.ts';
import { EventHub } from '../broker/event-hub.ts';
import { pause } from '../deployment/pause.ts';
import { protectMemory } from '../protect-memory.ts';
import { type DocumentInForce, DocumentSource } from './document-source.ts';
import { Hangups } from './hangups.ts';
import { hostClients } from './host-clients.ts';
import { readHostConfig } from './host-config.ts';
import { HostFindings } from './host-findings.ts';
import { IdentityWatch } from './identity-watch.ts';
import { openLedger } from './open-ledger.ts';
import { Pulse } from './pulse.ts';
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
  const findings = new HostFindings((finding) => {
    if (finding) say(`${finding.code}: ${finding.message}; next: ${finding.remedy}`);
  });
  const { signal, end } = endedBy(interrupted);
  const hangups = new Hangups(process);
  const pulse = new Pulse(startedAt);
  const systemd = new Systemd(environment);
  watchOver(systemd, { pulse, signal });
  say(`evergrant-host ${VERSION}: ${config.host} of ${config.deployment}, process ${process.pid}`);
  const identity = new IdentityWatch({ config, sts: clients.sts, findings, pulse });
  const documents = new DocumentSource({
    config,
    readParameter: (name) => readParameter(clients.ssm, name),
    copy: { read: () => readText(places.document), write: (text) => putFile(places.document, text) },
    digest: nodeDigest,
    found: (failure) => findings.tell('document', failure),
  });
  const proven = identity.proven(signal);
  // systemd waits two minutes for this, and a host may have to wait longer for its activation.
  systemd.ready();
  const document = await firstDocument(documents, { proven, pulse, signal });
  if (!document) return endOf(interrupted);
  await serveHost({
    ...options,
    config,
    clients,
    document,
    documents,
    identity: { watch: identity, proven },
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
}

/** The copy of the last start serves at once; a host that never had one waits for its identity. */
async function firstDocument(
  documents: DocumentSource,
  { proven, pulse, signal }: { proven: Promise<boolean>; pulse: Pulse; signal: AbortSignal },
): Promise<DocumentInForce | undefined> {
  const copy = await documents.copy();
  if (copy) return copy;
  if (!(await proven)) return undefined;
  for (let wait = SECOND; !signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    const document = await documents.deployed();
    if (document) return document;
    pulse.beat(systemClock.now());
    await pause(wait, signal);
  }
  return undefined;
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
