import { writeConfig } from '../../../adapters/config-file/write-config.ts';
import { readSecretsFolder } from '../../../adapters/secrets-folder/read-secrets-folder.ts';
import { writeCredentials } from '../../../adapters/secrets-folder/write-credentials.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { ImportPlan } from '../../../core/import/plan-import.ts';
import { unavailable } from '../../../core/refresh/result.ts';
import { toIso } from '../../../core/time.ts';
import { importIntoMachine, type MachineImported } from '../../../host/import/import-into-machine.ts';
import { printLine, sayLine } from '../../io.ts';
import { withoutBroker } from '../../without-broker.ts';
import type { ImportCall } from './import-call.ts';
import { type ImportTarget, importTarget } from './import-target.ts';

/** Writes the declaration, holds the grant and proves it; says exactly what changed. */
export async function applyImport(call: ImportCall): Promise<ExitCode> {
  const { plan, io } = call;
  const target = await importTarget(call);
  let keptConfig: string | undefined;
  const result = await withoutBroker('a grant is imported', () =>
    importIntoMachine({
      declaration: target.declaration,
      environment: io.environment,
      grant: plan.grant,
      imported: { refreshToken: plan.refreshToken.value, scopes: plan.scopes },
      prepare: async () => {
        if (plan.client.secretToKeep) await writeCredentials(plan.client.credentialsFile, plan.client);
      },
      commit: async () => {
        await assertUnchanged(call);
        if (!target.exists || target.added.length > 0)
          keptConfig = await writeConfig(target.path, { text: target.text, now: Date.now() });
      },
    }),
  );
  const wrote = wroteText(target, keptConfig);
  return call.options.json ? reportJson(call, { result, wrote }) : report(call, { result, wrote });
}

/** A folder that changes while it is imported has another refresher, whatever was said. */
async function assertUnchanged({ folder }: ImportCall): Promise<void> {
  const again = await readSecretsFolder(folder.directory);
  const moved = folder.files.filter(({ name }) => again.changedAt.get(name) !== folder.changedAt.get(name));
  if (moved.length === 0) return;
  throw new Fault({
    code: 'OtherRefresher',
    message: `${moved.map(({ name }) => name).join(', ')} in ${folder.directory} changed while it was being imported: somebody else refreshes; nothing was changed`,
    remedy: 'stop the other refresher, then run this again',
  });
}

function wroteText(target: ImportTarget, keptConfig: string | undefined): string {
  if (!target.exists) return `wrote ${target.path}`;
  if (target.added.length === 0) return `${target.path} declares all of it already`;
  return `added ${target.added.join(', ')} to ${target.path}; the old one is ${keptConfig}`;
}

interface Report {
  readonly result: MachineImported;
  readonly wrote: string;
}

function report({ plan, io, options }: ImportCall, { result, wrote }: Report): ExitCode {
  const { state, outcome } = result;
  printLine(io, wrote);
  if (result.heldBefore)
    printLine(io, `grant ${plan.grant} was held already (generation ${state.settled?.generation})`);
  if (outcome.kind !== 'refreshed' && outcome.kind !== 'fresh') {
    const { message, remedy, reason } = unproven(plan, result);
    sayLine(io, `evergrant: the refresh token of ${plan.grant} is not proven: ${message} (${reason})`);
    sayLine(io, `next: ${remedy}`);
    return exitCodeOf(result);
  }
  printLine(io, `grant ${plan.grant} works: generation ${outcome.generation}, token ${state.fingerprint}`);
  if (plan.sink) printLine(io, `scripts read it from ${plan.sink.file}`);
  for (const error of result.deliveryErrors) sayLine(io, `warning: ${error}`);
  printLine(io, `the old files stay; ${plan.refreshToken.file} is not needed any more`);
  const config = options.config === undefined ? '' : ` --config ${options.config}`;
  sayLine(
    io,
    `next: evergrant check${config}; evergrant up${config}; once the scripts have worked: --retire-old`,
  );
  return exitCodeOf(result);
}

function reportJson({ plan, io }: ImportCall, { result, wrote }: Report): ExitCode {
  const { state, outcome, heldBefore, deliveryErrors } = result;
  const proven = outcome.kind === 'refreshed' || outcome.kind === 'fresh';
  printLine(
    io,
    JSON.stringify({
      schema: 1,
      kind: proven ? 'imported' : 'notProven',
      grant: plan.grant,
      generation: state.settled?.generation ?? 0,
      fingerprint: state.fingerprint,
      expiresAt: state.expiresAt === null ? null : toIso(state.expiresAt),
      heldBefore,
      wrote,
      deliveryErrors,
      trouble: proven ? null : unproven(plan, result),
    }),
  );
  return exitCodeOf(result);
}

function unproven({ grant }: ImportPlan, { outcome, state }: MachineImported) {
  const { message, remedy, reason } = unavailable(outcome, { grant, state, now: Date.now() });
  return { message, remedy, reason };
}

/** An issuer that is down proves nothing; a dead grant is imported all the same, since its declaration is right. */
function exitCodeOf({ outcome, deliveryErrors }: MachineImported): ExitCode {
  if (outcome.kind === 'consentRequired') return ExitCode.Failed;
  if (outcome.kind !== 'refreshed' && outcome.kind !== 'fresh') return ExitCode.NotProvable;
  return deliveryErrors.length > 0 ? ExitCode.Failed : ExitCode.Good;
}
