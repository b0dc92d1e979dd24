import { LogStream } from '../../adapters/cloudwatch-logs/log-stream.ts';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import type { Broker } from '../../core/broker.ts';
import type { DaemonDeclaration } from '../../core/config/daemon-declaration.ts';
import type { DaemonEvent } from '../../core/daemon/daemon-event.ts';
import { judgeLine } from '../../core/verdict/judge-line.ts';
import { redact } from '../../core/verdict/redact.ts';
import { daemonLogGroup, hostLogGroup } from '../../core/wire.ts';
import { systemWaitingClock } from '../supervisor/waiting-clock.ts';
import type { DocumentInForce } from './document-source.ts';
import type { HostClients } from './host-clients.ts';
import type { HostConfig } from './host-config.ts';
import type { HostFindings } from './host-findings.ts';
import type { HostPlaces } from './host-places.ts';
import type { LineSink } from './line-sink.ts';
import { LogShipper } from './log-shipper.ts';
import { type LineSource, watchLines } from './watch-lines.ts';
import { WatchedRefusals } from './watched-refusals.ts';

export interface HostLogsOptions {
  readonly config: HostConfig;
  readonly clients: Pick<HostClients, 'logs'>;
  readonly document: DocumentInForce;
  readonly places: HostPlaces;
  readonly findings: HostFindings;
  readonly broker: Pick<Broker, 'reportRefusal'>;
  /** Fingerprint of the token of a credential that is here; null: none. */
  readonly inForce: (credential: string) => string | null;
}

/** The lines of the daemons of one host: of those that it runs as they are written, of the others as their logs grow. */
export class HostLogs {
  readonly sink: LineSink;
  readonly #options: HostLogsOptions;
  readonly #shipper: LogShipper;

  constructor(options: HostLogsOptions) {
    const { config, clients, findings } = options;
    const watched = new WatchedRefusals({
      broker: options.broker,
      now: () => Date.now(),
      credentialsOf: (name) => credentialsOf(options.document.declaration.daemons.get(name)),
      inForce: options.inForce,
      onEvent: (event) => this.event(event),
    });
    this.#options = options;
    this.#shipper = new LogShipper({
      host: config.host,
      clock: systemWaitingClock,
      redact,
      judgeLine,
      destination: (daemon) => {
        const logGroup =
          daemon === undefined
            ? hostLogGroup(config.deployment, config.host)
            : daemonLogGroup(config.deployment, daemon);
        const stream = new LogStream({ client: clients.logs, logGroup, stream: config.host });
        return { logGroup, put: (events) => stream.put(events) };
      },
      refused: (daemon, { line }) => watched.refused(daemon, line),
      told: (daemon, trouble) =>
        findings.tell(daemon === undefined ? 'own lines' : `lines of ${daemon}`, trouble),
    });
    this.sink = this.#shipper;
  }

  /** What the supervisor of a daemon says. */
  event(event: DaemonEvent): void {
    this.#shipper.event(event);
  }

  /** What the host daemon itself says. */
  own(text: string): void {
    this.#shipper.own(text);
  }

  /** Follows the logs of watched daemons, and ships, until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { document, places, findings } = this.#options;
    const watched = [...document.declaration.daemons.values()].flatMap((daemon) =>
      sourcesOf(daemon).map((source) =>
        watchLines({
          daemon: daemon.name,
          source,
          fileSystem: nodeFileSystem,
          directory: `${places.state}/followed`,
          sink: this.sink,
          onTrouble: (trouble) => findings.tell(`log of ${daemon.name}`, trouble),
          signal,
        }),
      ),
    );
    await Promise.all([...watched, this.#shipper.run(signal)]);
  }
}

/** A supervised daemon reports its refusals by itself. */
function credentialsOf(daemon: DaemonDeclaration | undefined): readonly string[] {
  if (daemon?.kind !== 'external') return [];
  const used = [...daemon.uses, ...daemon.tokens].map(({ token }) => token.credential.name);
  return [...new Set(used)];
}

function sourcesOf(daemon: DaemonDeclaration): readonly LineSource[] {
  if (daemon.kind !== 'external') return [];
  if (daemon.log !== undefined) return [{ kind: 'file', path: daemon.log }];
  return daemon.unit === undefined ? [] : [{ kind: 'unit', unit: daemon.unit }];
}
