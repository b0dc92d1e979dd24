import { findProgram } from '../../../adapters/local-command/find-program.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import type { SinkDeclaration } from '../../../core/config/sink-declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { Refusal } from './refusals.ts';

/**
 * Are the programs there that sinks name, to be run after a delivery or as a probe?
 *
 * @returns a `ProgramMissing` for each one that is not, or may not be run
 */
export async function checkPrograms(
  { sinks }: Pick<Declaration, 'sinks'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const { path, program } of [...sinks.values()].flatMap(programsOf)) {
    const found = await findProgram(program, environment);
    if (found.kind === 'missing')
      refusals.push({ path, fault: programMissing(`the program ${program} is not found`) });
    if (found.kind === 'notExecutable')
      refusals.push({ path, fault: programMissing(`this user may not run ${found.path}`) });
  }
  return refusals;
}

function programMissing(message: string): Fault {
  return new Fault({
    code: 'ProgramMissing',
    message,
    remedy:
      'install it, write its absolute path, or make it executable (chmod +x); then run: evergrant check',
    exitCode: ExitCode.Configuration,
  });
}

function programsOf({ name, afterDelivery, adoption }: SinkDeclaration) {
  const follows =
    afterDelivery?.kind === 'command'
      ? [{ path: `sinks.${name}.afterDelivery.command`, program: afterDelivery.command[0] }]
      : [];
  const probe = adoption.probe ? [{ path: `sinks.${name}.adoption.probe`, program: adoption.probe[0] }] : [];
  return [...follows, ...probe];
}
