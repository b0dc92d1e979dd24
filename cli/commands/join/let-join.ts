import { systemClock } from '../../../adapters/node/system-clock.ts';
import { deleteActivation } from '../../../adapters/systems-manager/activations.ts';
import { createActivation } from '../../../adapters/systems-manager/create-activation.ts';
import type { ExitCode } from '../../../core/exit-code.ts';
import type { NewActivation } from '../../../core/host/activation.ts';
import { joinScript } from '../../../core/host/bootstrap/join-script.ts';
import { toIso } from '../../../core/time.ts';
import { type HostAccess, openHostAccess } from '../../../host/access/host-access.ts';
import { requireProgram } from '../../../host/access/require-program.ts';
import { checkJoin } from '../../../host/join/check-join.ts';
import { type Io, sayLine } from '../../io.ts';
import type { Joining, JoinRequest } from './join-request.ts';
import { printScript } from './print-script.ts';
import { isRoot, runHere } from './run-here.ts';

/** Makes the activation and gives the script away. When that fails, the activation is deleted. */
export async function letJoin(request: JoinRequest): Promise<ExitCode> {
  const { deployment, engine, host, life, options, io } = request;
  if (options.run) await requireProgram(isRoot() ? 'bash' : 'sudo', io.environment);
  const access = await openHostAccess({ deployment, engine });
  const again = options.again === true;
  const ground = await checkJoin(access.ssm, { deployment, host, again });
  for (const { id, online, heardAt } of ground.before)
    if (!online)
      sayLine(
        io,
        `warning: ${id} is registered as host ${host} too, and was last heard ${heardAt === null ? 'never' : toIso(heardAt)}; once the new one works: evergrant join ${host} --remove ${id} --yes`,
      );
  const expiresAt = systemClock.now() + life;
  const activation = await createActivation(access.ssm, { deployment, host, expiresAt });
  try {
    io.interrupted.throwIfAborted();
    const script = joinScript({
      deployment,
      host: { name: host },
      region: engine.region,
      activation: { id: activation.id, code: activation.code.reveal() },
      knownMachines: ground.before.map((node) => node.id),
    });
    const joining: Joining = { ...request, access, ground, activation, script };
    return await (options.run ? runHere(joining) : printScript(joining));
  } catch (error) {
    await takeBack(activation, { access, io });
    throw error;
  }
}

/** Says so when it cannot: whoever has the script could use it until it ends. */
async function takeBack({ id, expiresAt }: NewActivation, { access, io }: { access: HostAccess; io: Io }) {
  await deleteActivation(access.ssm, id).then(
    () => sayLine(io, `the activation ${id} was deleted`),
    () =>
      sayLine(
        io,
        `warning: the activation ${id} could not be deleted and works until ${toIso(expiresAt)}: aws ssm delete-activation --activation-id ${id}`,
      ),
  );
}
