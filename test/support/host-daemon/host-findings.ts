import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from '@jest/globals';
import pc from 'picocolors';
import { DynamoLedger } from '../../../adapters/dynamodb/dynamo-ledger.ts';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { systemRandom } from '../../../adapters/node/system-random.ts';
import { hostLines } from '../../../cli/commands/status/host-text.ts';
import type { HostFinding, HostReport } from '../../../core/host/host-report.ts';
import { hostStatus } from '../../../core/host/host-status.ts';
import type { StatusDocument } from '../../../core/status.ts';
import { tableName } from '../../../core/wire.ts';
import { connectBroker } from '../../../host/control/client.ts';
import type { SimulatedAws } from '../aws/simulated-aws.ts';
import type { Process } from '../evergrant-process.ts';
import { until } from './host-programs.ts';
import type { HostWorld } from './host-world.ts';

export interface SeenHost {
  readonly aws: SimulatedAws;
  readonly world: HostWorld;
  readonly daemon: Process;
}

/**
 * Waits for a finding of the host daemon in its report, and demands that it shows alike in the journal, in the status on
 * the control socket and in what `evergrant status` prints where the declaration lies.
 */
export async function findingOf(host: SeenHost, code: string): Promise<HostFinding> {
  const of = (findings: readonly HostFinding[] = []) => findings.find((finding) => finding.code === code);
  let found: HostFinding | undefined;
  await until(async () => {
    found = of((await reportOf(host.aws))?.findings);
    return found !== undefined;
  });
  if (!found) throw new Error(`expected a finding ${code}`);
  const { message, remedy } = found;
  expect(host.daemon.lines).toContain(`${code}: ${message}; next: ${remedy}`);
  expect((await statusOf(host.world)).findings).toContainEqual(found);
  const shown = await shownOf(host.aws);
  expect(shown).toContain(`  ! ${code}: ${message}\n    next: ${remedy}\n`);
  return found;
}

/** Waits until a finding is in neither the report nor the status any more, and demands that the journal says so. */
export async function findingGone({ aws, world, daemon }: SeenHost, code: string): Promise<void> {
  const has = (findings: readonly HostFinding[] = []) => findings.some((finding) => finding.code === code);
  await until(async () => !has((await statusOf(world)).findings));
  await until(async () => !has((await reportOf(aws))?.findings));
  expect(daemon.lines).toContainEqual(expect.stringContaining(`over: ${code}: `));
}

/** What the host says on its control socket. */
export async function statusOf({ folder }: HostWorld): Promise<StatusDocument> {
  return await connectBroker(join(folder, 'run', 'control.sock')).status();
}

/** What the host reported last; undefined: it never did. */
export async function reportOf(aws: SimulatedAws): Promise<HostReport | undefined> {
  const ledger = new DynamoLedger({
    // The first attempt learns the clock of a simulator that has one of its own.
    client: new DynamoDBClient({ ...aws.client(), maxAttempts: 2 }),
    table: tableName('jada'),
    clock: systemClock,
    random: systemRandom,
    onDamage: (name) => {
      throw new Error(`the item ${name} is damaged`);
    },
  });
  return (await ledger.read('host', 'ops'))?.item;
}

/** What `evergrant status` shows of the host. */
export async function shownOf(aws: SimulatedAws): Promise<string> {
  const now = Date.now();
  const status = hostStatus({ name: 'ops', kind: 'external' }, await reportOf(aws), now);
  return `${hostLines(status, { now, colours: pc.createColors(false), full: true }).join('\n')}\n`;
}
