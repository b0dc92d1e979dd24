import { systemClock } from '../../../adapters/node/system-clock.ts';
import { deleteActivation } from '../../../adapters/systems-manager/activations.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { releaseName } from '../../../core/host/release.ts';
import { runAttached } from '../../../host/access/attached-program.ts';
import { type Replaced, replaceNodes } from '../../../host/join/replace-nodes.ts';
import { processSignals } from '../../../host/supervisor/process-signals.ts';
import { sayLine } from '../../io.ts';
import type { Joining } from './join-request.ts';

/**
 * Runs the script on this machine. The shell reads it from its standard input, so the code stands in no argument and in
 * no file. @throws Fault `JoinFailed`
 */
export async function runHere(joining: Joining): Promise<ExitCode> {
  const { host, activation, ground, script, access, deployment, options, io } = joining;
  sayLine(io, `this machine becomes host ${host}, with release ${releaseName(ground.release)}`);
  const words = isRoot() ? (['bash'] as const) : (['sudo', '--', 'bash'] as const);
  const { environment } = io;
  const code = await runAttached(words, { environment, signals: processSignals, input: script });
  if (code !== 0)
    throw new Fault({
      code: 'JoinFailed',
      message: `the join script ended with ${code}; its last lines say at which step`,
      remedy: `do what its last line says, then run this again: evergrant join ${host} --run --again`,
      exitCode: code === ExitCode.Interrupted ? ExitCode.Interrupted : ExitCode.Failed,
    });
  if (options.again) {
    const of = { deployment, host, activation: activation.id, clock: systemClock };
    for (const line of replacedText(await replaceNodes(access.ssm, of), host)) sayLine(io, line);
  }
  await deleteActivation(access.ssm, activation.id);
  sayLine(io, `next: evergrant status`);
  return ExitCode.Good;
}

function replacedText(replaced: Replaced, host: string): readonly string[] {
  switch (replaced.kind) {
    case 'same':
      return ['this machine was registered before, and stays what it is; no machine was deregistered'];
    case 'replaced':
      return replaced.deregistered.map((id) => `${id} was deregistered; ${replaced.by} is ${host} now`);
    case 'silent':
      return [
        `this machine registered as ${replaced.machine}, which Systems Manager has not heard of yet; no machine was deregistered`,
        ...replaced.others.map(
          (id) => `next: once it is heard of: evergrant join ${host} --remove ${id} --yes`,
        ),
      ];
  }
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
