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
import { STARTED } from './host-daemon-check.ts';

interface SelfTestOptions {
  readonly places: HostPlaces;
  /** The host daemon was just started, and is waited for. */
  readonly started: boolean;
  readonly json: boolean;
  readonly io: HostIo;
}

/** Tests what this host depends on, prints it and keeps it for the report. @returns `Failed` when a check failed */
export async function selfTestCommand({ places, started, json, io }: SelfTestOptions): Promise<ExitCode> {
  const test: SelfTest = { schema: 1, at: Date.now(), checks: await checksOf({ places, started, io }) };
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

async function checksOf({
  places,
  started,
  io: { environment },
}: Omit<SelfTestOptions, 'json'>): Promise<readonly SelfTestCheck[]> {
  const config = await readHostConfig(places.config);
  const named = await check(
    'configuration',
    async () => `host ${config.host} of ${config.deployment} in ${config.region}`,
  );
  const { checks, document } = await deploymentChecks(config, hostClients(config));
  const own = await hostChecks({ places, document, environment, started: started ? STARTED : undefined });
  return [named, ...checks, ...own];
}

const WORDS = { ok: 'ok    ', warn: 'warn  ', failed: 'FAILED' } as const;

function lineOf({ name, outcome, message, remedy }: SelfTestCheck): string {
  const line = `${WORDS[outcome]}  ${name}: ${message}\n`;
  return remedy === null ? line : `${line}        next: ${remedy}\n`;
}
