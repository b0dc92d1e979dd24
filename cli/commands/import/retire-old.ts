import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileFault } from '../../../adapters/files/file-fault.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { ImportPlan } from '../../../core/import/plan-import.ts';
import { brokerFor } from '../../broker-for.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine } from '../../io.ts';
import type { ImportOptions } from './import-call.ts';

/** Renames the old refresh token file, if the grant has worked since: it is healthy and past generation 1. */
export async function retireOld(call: {
  options: ImportOptions;
  io: Io;
  plan: ImportPlan;
}): Promise<ExitCode> {
  const { options, io, plan } = call;
  const { declaration } = await declarationFor(options, io);
  const { broker, close } = await brokerFor(declaration, { io, command: 'evergrant import --retire-old' });
  try {
    const { credentials } = await broker.status();
    const grant = credentials.find(({ name }) => name === plan.grant);
    if (grant?.state !== 'healthy' || grant.generation < 2)
      throw notYet(plan, grant?.state ?? 'not declared');
  } finally {
    await close();
  }
  const { file } = plan.refreshToken;
  if (file === plan.sink?.file) return nothingToRetire(call);
  const retired = join(dirname(file), `retired-${basename(file)}`);
  await rename(file, retired).catch((error: unknown) => {
    throw fileFault(error, file);
  });
  printLine(
    io,
    options.json
      ? JSON.stringify({ schema: 1, kind: 'retired', file, retired })
      : `${file} is now ${retired}; remove it when nothing has missed it for some days`,
  );
  return ExitCode.Good;
}

function nothingToRetire({
  options,
  io,
  plan,
}: {
  options: ImportOptions;
  io: Io;
  plan: ImportPlan;
}): ExitCode {
  const { file } = plan.refreshToken;
  printLine(
    io,
    options.json
      ? JSON.stringify({ schema: 1, kind: 'retired', file, retired: null })
      : `${file} is the token file that scripts read; a delivery has replaced the refresh token in it`,
  );
  return ExitCode.Good;
}

function notYet({ grant, refreshToken }: ImportPlan, state: string): Fault {
  return new Fault({
    code: 'NotProvenYet',
    message: `grant ${grant} has not worked yet (${state}), so ${refreshToken.file} stays`,
    remedy: `evergrant status ${grant}`,
  });
}
