import { ExitCode } from '../../../core/exit-code.ts';
import { runAttached } from '../../../host/access/attached-program.ts';
import { openHostAccess } from '../../../host/access/host-access.ts';
import { requireProgram } from '../../../host/access/require-program.ts';
import { sessionCommand, sessionTarget } from '../../../host/access/session-target.ts';
import { processSignals } from '../../../host/supervisor/process-signals.ts';
import { awsEngine } from '../../deployment-of.ts';
import { sayLine } from '../../io.ts';
import { printCommand } from './print-command.ts';
import type { SshRequest } from './ssh-request.ts';

/** Opens a session of Session Manager on the machine that carries the tag of the host. */
export async function bySession(request: SshRequest): Promise<number> {
  const { declaration, host, options, io } = request;
  const { environment } = io;
  if (!options.print) {
    await requireProgram('aws', environment);
    await requireProgram('session-manager-plugin', environment);
  }
  const { deployment } = declaration;
  const engine = awsEngine(declaration);
  const { region } = engine;
  const { ssm, found } = await openHostAccess({ deployment, engine });
  const whenUnknown =
    host.kind === 'external'
      ? `let it join: evergrant join ${host.name}`
      : 'deploy it: npx cdk deploy --all; a new machine needs some minutes to speak up';
  const target = await sessionTarget(ssm, { deployment, host: host.name, region, whenUnknown });
  if (target.others.length > 0)
    sayLine(
      io,
      `warning: ${target.others.join(', ')} also speaks as host ${host.name}; this is ${target.id}, registered last`,
    );
  const words = sessionCommand(target.id, { region });
  if (options.print) {
    printCommand(words, { request, expiresAt: null });
    return ExitCode.Good;
  }
  sayLine(
    io,
    `temporary session on ${target.id}, recorded by AWS as opened by ${found.caller}: it ends when you leave it, and after 20 minutes without input unless the account set another time`,
  );
  return await runAttached(words, {
    environment: { ...environment, AWS_PAGER: '' },
    signals: processSignals,
  });
}
