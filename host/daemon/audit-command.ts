import pc from 'picocolors';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { readText } from '../../adapters/files/put-file.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { FileLedger } from '../../adapters/state-directory/file-ledger.ts';
import { auditDocument } from '../../core/audit/audit-document.ts';
import { auditExitCode } from '../../core/audit/audit-exit-code.ts';
import { auditText } from '../../core/audit/audit-text.ts';
import type { HostDeclaration } from '../../core/config/host-declaration.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault, isFault } from '../../core/fault.ts';
import { readHostDocument } from '../../core/host/host-document.ts';
import { hostParameter } from '../../core/wire.ts';
import type { AuditedStatus } from '../audit/gather-audit.ts';
import { connectBroker } from '../control/client.ts';
import { gatherHostAudit } from './gather-host-audit.ts';
import { type HostConfig, readHostConfig } from './host-config.ts';
import type { HostIo } from './host-io.ts';
import type { HostPlaces } from './host-places.ts';

/**
 * Audits this host and prints it, whether its daemon runs or not; asks nobody in AWS.
 * @returns as `auditExitCode`
 */
export async function auditCommand({
  places,
  json,
  io,
}: {
  places: HostPlaces;
  json: boolean;
  io: HostIo;
}): Promise<ExitCode> {
  const config = await readHostConfig(places.config);
  const now = systemClock.now();
  const audit = await gatherHostAudit({
    host: await hostOf(config, places),
    places,
    ledger: new FileLedger({ fileSystem: nodeFileSystem, directory: places.state, onDamage: () => {} }),
    status: await statusOf(places),
    environment: io.environment,
    now,
  });
  const reportedAt = null;
  const text = json
    ? JSON.stringify(auditDocument(audit, { reportedAt }))
    : auditText(audit, { paint: pc.createColors(io.colour === true), now, reportedAt });
  io.stdout.write(`${text}\n`);
  return auditExitCode(audit);
}

/** What this host does, by its copy of the host document. @throws Fault `HostDocumentMissing`, `HostDocumentInvalid` */
async function hostOf({ deployment, host }: HostConfig, places: HostPlaces): Promise<HostDeclaration> {
  const text = await readText(places.document);
  const name = hostParameter(deployment, host);
  if (text !== undefined) return readHostDocument(text, { name, host }).host;
  throw new Fault({
    code: 'HostDocumentMissing',
    message: `${places.document} is not there: this host has not been told yet what it runs`,
    remedy: 'sudo evergrant-host self-test',
    exitCode: ExitCode.NotProvable,
  });
}

async function statusOf({ controlSocket }: HostPlaces): Promise<AuditedStatus> {
  try {
    return await connectBroker(controlSocket).status();
  } catch (error) {
    if (!isFault(error) || error.code !== 'BrokerUnreachable') throw error;
    return {
      broker: { running: false },
      credentials: [],
      apiKeys: [],
      signingKeys: [],
      agentTokens: [],
      findings: [],
    };
  }
}
