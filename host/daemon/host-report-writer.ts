import { DynamoLedger } from '../../adapters/dynamodb/dynamo-ledger.ts';
import { readText } from '../../adapters/files/put-file.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import type { HostAudit } from '../../core/audit/host-audit.ts';
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
import type { HostPlaces } from './host-places.ts';
import type { IdentityWatch } from './identity-watch.ts';
import { ReportWriter } from './report-writer.ts';
import { thisRelease } from './this-release.ts';

export interface WaitingReportOptions {
  readonly config: HostConfig;
  readonly clients: Pick<HostClients, 'dynamodb'>;
  readonly places: HostPlaces;
  readonly findings: HostFindings;
  readonly identity: { readonly watch: IdentityWatch };
  readonly startedAt: Instant;
}

export interface HostReportOptions extends WaitingReportOptions {
  readonly document: DocumentInForce;
  readonly ledger: Ledger;
  readonly deliveries: Deliveries;
  readonly audit: { readonly last: HostAudit | null };
}

/** Keeps the report of this host in the ledger of the deployment. */
export function hostReportWriter(options: HostReportOptions): ReportWriter {
  return writerOf(options, () => reportOf(options));
}

/** Keeps the report of a host that waits for its document: why it does. */
export function waitingReportWriter(options: WaitingReportOptions): ReportWriter {
  return writerOf(options, () => waitingReport(options));
}

function writerOf(
  { config, clients, findings }: WaitingReportOptions,
  report: () => Promise<HostReport>,
): ReportWriter {
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
    report,
    failed: (error) => findings.tell('report', error),
    written: () => findings.tell('report', undefined),
    twin: (other) => findings.tell('twin', other && twinned(other)),
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
  const { document, ledger, audit } = options;
  return {
    ...(await waitingReport(options)),
    documentFingerprint: document.fingerprint,
    deliveries: await deliveriesOf(options),
    daemons: await daemonsOf(document.declaration, ledger),
    audit: audit.last,
  };
}

async function waitingReport(options: WaitingReportOptions): Promise<HostReport> {
  const { config, places, findings, identity, startedAt } = options;
  const selfTest = await readText(places.selfTest).catch(() => undefined);
  return {
    schema: 1,
    host: config.host,
    at: systemClock.now(),
    startedAt,
    release: thisRelease(),
    version: VERSION,
    documentFingerprint: null,
    identity: identity.watch.arn,
    deliveries: [],
    daemons: [],
    findings: findings.list(),
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
