import { DynamoLedger } from '../../adapters/dynamodb/dynamo-ledger.ts';
import { readText } from '../../adapters/files/put-file.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { Fault } from '../../core/fault.ts';
import { daemonReport } from '../../core/host/daemon-report.ts';
import { deliveryReport } from '../../core/host/delivery-report.ts';
import type { HostReport } from '../../core/host/host-report.ts';
import { readSelfTest } from '../../core/host/self-test.ts';
import type { Ledger } from '../../core/ports.ts';
import { type Instant, toIso } from '../../core/time.ts';
import { VERSION } from '../../core/version.ts';
import { tableName } from '../../core/wire.ts';
import type { Deliveries } from '../broker/deliveries.ts';
import { systemWaitingClock } from '../supervisor/waiting-clock.ts';
import type { DocumentInForce } from './document-source.ts';
import type { HostClients } from './host-clients.ts';
import type { HostConfig } from './host-config.ts';
import type { HostFindings } from './host-findings.ts';
import type { HostLogs } from './host-logs.ts';
import type { HostPlaces } from './host-places.ts';
import type { IdentityWatch } from './identity-watch.ts';
import { ReportWriter } from './report-writer.ts';
import { thisRelease } from './this-release.ts';

export interface HostReportOptions {
  readonly config: HostConfig;
  readonly clients: Pick<HostClients, 'dynamodb'>;
  readonly document: DocumentInForce;
  readonly places: HostPlaces;
  readonly ledger: Ledger;
  readonly findings: HostFindings;
  readonly identity: { readonly watch: IdentityWatch };
  readonly deliveries: Deliveries;
  readonly logs: HostLogs;
  readonly startedAt: Instant;
}

/** Keeps the report of this host in the ledger of the deployment. */
export function hostReportWriter(options: HostReportOptions): ReportWriter {
  const { config, clients } = options;
  return new ReportWriter({
    ledger: new DynamoLedger({
      client: clients.dynamodb,
      table: tableName(config.deployment),
      clock: systemClock,
      random: systemRandom,
      onDamage: () => {},
    }),
    host: config.host,
    clock: systemWaitingClock,
    random: systemRandom,
    report: () => reportOf(options),
    failed: (error) => options.findings.tell('report', error),
    written: () => options.findings.tell('report', undefined),
    twin: (report) => options.findings.tell('twin', report && twinned(report)),
  });
}

function twinned({ host, identity, startedAt }: HostReport): Fault {
  return new Fault({
    code: 'HostTwinned',
    message: `another machine is host ${host}, too (${identity ?? 'not known to AWS'}, started ${toIso(startedAt)}): each gets a part of the notices`,
    remedy: `end one of them; those that joined: evergrant join ${host} --remove`,
  });
}

async function reportOf(options: HostReportOptions): Promise<HostReport> {
  const { config, document, places, ledger, findings, identity, logs, startedAt } = options;
  const selfTest = await readText(places.selfTest).catch(() => undefined);
  return {
    schema: 1,
    host: config.host,
    at: systemClock.now(),
    startedAt,
    release: thisRelease(),
    version: VERSION,
    documentFingerprint: document.fingerprint,
    identity: identity.watch.arn,
    deliveries: await deliveriesOf(options),
    daemons: await daemonsOf(document.declaration, ledger),
    findings: [...findings.list(), ...logs.troubles()],
    selfTest: readSelfTest(selfTest),
    audit: null,
  };
}

async function deliveriesOf({ document, deliveries }: HostReportOptions) {
  const credentials = new Set(document.host.tokens.map(({ credential }) => credential.name));
  const now = systemClock.now();
  const all = await Promise.all([...credentials].map((credential) => deliveries.records(credential)));
  return all
    .flat()
    .map(({ place: { token, target, within }, record }) =>
      deliveryReport(record, { token, target, within, now }),
    );
}

async function daemonsOf({ daemons }: Declaration, ledger: Ledger) {
  return await Promise.all(
    [...daemons.values()].map(async ({ name, kind }) =>
      daemonReport(
        { name, kind: kind === 'supervised' ? 'supervised' : 'watched' },
        (await ledger.read('daemon', name))?.item,
      ),
    ),
  );
}
