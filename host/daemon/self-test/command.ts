import { putFile } from '../../../adapters/files/put-file.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import type { SelfTest, SelfTestCheck } from '../../../core/host/self-test.ts';
import { hostClients } from '../host-clients.ts';
import { readHostConfig } from '../host-config.ts';
import type { HostIo } from '../host-io.ts';
import type { HostPlaces } from '../host-places.ts';
import { check } from './check.ts';
import { deploymentChecks } from './deployment-checks.ts';
import { hostChecks } from './host-checks.ts';

/** Tests what this host depends on, prints it and keeps it for the report. @returns `Failed` when a check failed */
export async function selfTestCommand({
  places,
  json,
  io,
}: {
  places: HostPlaces;
  json: boolean;
  io: HostIo;
}): Promise<ExitCode> {
  const test: SelfTest = { schema: 1, at: Date.now(), checks: await checksOf(places, io) };
  const text = JSON.stringify(test);
  const kept = await check('kept', async () => {
    await putFile(places.selfTest, text);
    return places.selfTest;
  });
  io.stdout.write(json ? `${text}\n` : test.checks.map(lineOf).join(''));
  if (kept.outcome === 'failed')
    io.stderr.write(`evergrant-host: this result was not kept: ${kept.message}\n`);
  return test.checks.some(({ outcome }) => outcome === 'failed') ? ExitCode.Failed : ExitCode.Good;
}

async function checksOf(places: HostPlaces, { environment }: HostIo): Promise<readonly SelfTestCheck[]> {
  const config = await readHostConfig(places.config);
  const named = await check(
    'configuration',
    async () => `host ${config.host} of ${config.deployment} in ${config.region}`,
  );
  const { checks, document } = await deploymentChecks(config, hostClients(config));
  return [named, ...checks, ...(await hostChecks({ places, document, environment }))];
}

const WORDS = { ok: 'ok    ', warn: 'warn  ', failed: 'FAILED' } as const;

function lineOf({ name, outcome, message, remedy }: SelfTestCheck): string {
  const line = `${WORDS[outcome]}  ${name}: ${message}\n`;
  return remedy === null ? line : `${line}        next: ${remedy}\n`;
}
