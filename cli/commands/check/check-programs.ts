import { findProgram } from '../../../adapters/local-command/find-program.ts';
import type { Declaration, SinkDeclaration } from '../../../core/config/declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';

/**
 * Are the programs there that sinks name, to be run after a delivery or as a probe?
 *
 * @throws Fault `ProgramMissing` that names each one that is not
 */
export async function checkPrograms(
  { sinks }: Pick<Declaration, 'sinks'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const problems: string[] = [];
  for (const { key, program } of [...sinks.values()].flatMap(programsOf)) {
    const found = await findProgram(program, environment);
    if (found.kind === 'missing') problems.push(`${key}: the program ${program} is not found`);
    if (found.kind === 'notExecutable') problems.push(`${key}: this user may not run ${found.path}`);
  }
  if (problems.length === 0) return;
  throw new Fault({
    code: 'ProgramMissing',
    message: problems.join('\n'),
    remedy:
      'install it, write its absolute path, or make it executable (chmod +x); then run: evergrant check',
    exitCode: ExitCode.Configuration,
  });
}

function programsOf({ name, afterDelivery, adoption }: SinkDeclaration) {
  const follows =
    afterDelivery?.kind === 'command'
      ? [{ key: `sinks.${name}.afterDelivery.command`, program: afterDelivery.command[0] }]
      : [];
  const probe = adoption.probe ? [{ key: `sinks.${name}.adoption.probe`, program: adoption.probe[0] }] : [];
  return [...follows, ...probe];
}
