import type { Digest } from '../../../core/ports.ts';
import { printLine, sayLine } from '../../io.ts';
import type { ImportCall } from './import-call.ts';
import { importTarget } from './import-target.ts';

/** Prints what was found and what `--apply` would do. */
export async function printPlan(call: ImportCall, digest: Digest): Promise<void> {
  const { io, folder, plan, signs, options } = call;
  const { path, exists, kept } = await importTarget(call);
  const write = (label: string, text: string) => printLine(io, `  ${label.padEnd(12)} ${text}`);
  printLine(io, `found in ${folder.directory}`);
  write('client', `${plan.client.clientId}`);
  write('refresh', `token ${digest.fingerprint(plan.refreshToken.value)} in ${plan.refreshToken.file}`);
  write(
    'scopes',
    plan.scopes.join(' ') || 'not stated in the files; say --scopes, for a later evergrant login',
  );
  write('account', plan.account ?? 'not stated in the files; say --account to refuse consent by any other');
  if (plan.sink) write('token file', `${plan.sink.file} (${plan.sink.shape})`);
  else write('token file', 'none: add a sink to the declaration, or use evergrant token');
  for (const { name, why } of folder.ignored) write('ignored', `${name}: ${why}`);
  printLine(io, 'would do');
  write(
    exists ? 'change' : 'write',
    `${path}: client ${plan.client.name}, grant ${plan.grant}${sinkText(call)}`,
  );
  for (const name of kept) write('keep', `${name} as it is declared`);
  if (plan.client.secretToKeep) write('write', `${plan.client.credentialsFile}: the client, 0600`);
  write('hold', `the refresh token as generation 1 of grant ${plan.grant}`);
  write('refresh', 'once, which proves it');
  if (plan.sink) write('deliver', `the new token to ${plan.sink.file}`);
  printLine(io, 'nothing was changed');
  for (const sign of signs) sayLine(io, `warning: ${sign}`);
  if (signs.length > 0 && !options.takeOver)
    sayLine(io, 'next: stop the other refresher, then add --apply; if it is stopped: --apply --take-over');
  else sayLine(io, 'next: the same with --apply');
}

/** The plan for scripts. No secret is in it. */
export function planDocument({ plan, folder, signs }: ImportCall, digest: Digest): Record<string, unknown> {
  return {
    schema: 1,
    kind: 'plan',
    grant: plan.grant,
    client: {
      name: plan.client.name,
      issuer: plan.client.issuer,
      clientId: plan.client.clientId,
      credentialsFile: plan.client.credentialsFile,
    },
    account: plan.account ?? null,
    scopes: plan.scopes,
    refreshToken: { file: plan.refreshToken.file, fingerprint: digest.fingerprint(plan.refreshToken.value) },
    sink: plan.sink ?? null,
    ignored: folder.ignored,
    otherRefreshers: signs,
  };
}

function sinkText({ plan }: ImportCall): string {
  return plan.sink ? `, sink ${plan.sink.name}` : '';
}
