import type { HostDeclaration } from '../../../core/config/host-declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { ACTIVATION_LIFE } from '../../../core/host/activation.ts';
import type { Milliseconds } from '../../../core/time.ts';
import { declarationFor, named } from '../../declaration.ts';
import { awsEngine } from '../../deployment-of.ts';
import type { Io } from '../../io.ts';
import { quietTheSdk } from '../../quiet-sdk.ts';
import { spanOption } from '../../span-option.ts';
import type { JoinOptions } from './join-request.ts';

/** Lets a machine join as an external host, or takes what joined away. */
export async function join(
  name: string,
  { options, io }: { options: JoinOptions; io: Io },
): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const { deployment, hosts } = declaration;
  const engine = awsEngine(declaration);
  refuseContradictions(options);
  quietTheSdk();
  const declared = hosts.get(name);
  if (declared) refuseOwnWay(declared);
  if (options.remove !== undefined) {
    // Also one that the declaration has no more: it is removed before or after, as it comes.
    const { removeHost } = await import('./remove-host.ts');
    return await removeHost({ deployment, engine, host: name, declared: [...hosts.keys()], options, io });
  }
  named('host', name, hosts);
  const life = lifeOf(options);
  refuseTerminal(name, { options, io });
  return await (await import('./let-join.ts')).letJoin({ deployment, engine, host: name, life, options, io });
}

/** @throws Fault `HostJoinsItself` for a host that a deploy makes */
function refuseOwnWay({ kind, name }: HostDeclaration): void {
  if (kind === 'external') return;
  throw new Fault({
    code: 'HostJoinsItself',
    message: `${name} is declared ${kind}: a deploy makes it, and it joins by itself`,
    remedy: 'npx cdk deploy --all, then evergrant status; only a host of kind external is joined by hand',
    exitCode: ExitCode.Usage,
  });
}

function lifeOf({ expires }: JoinOptions): Milliseconds {
  if (expires === undefined) return ACTIVATION_LIFE.usual;
  const life = spanOption('--expires', expires);
  if (life >= ACTIVATION_LIFE.least && life <= ACTIVATION_LIFE.most) return life;
  throw misused(`--expires ${expires}: an activation can be used for 5m to 30d`, 'leave it out for 1h');
}

/** A terminal keeps what it showed, and people share what it kept. @throws Fault `ScriptHoldsCode` */
function refuseTerminal(name: string, { options, io }: { options: JoinOptions; io: Io }): void {
  if (!io.interactive || options.run || options.show) return;
  throw new Fault({
    code: 'ScriptHoldsCode',
    message:
      'the script holds the code of an activation, by which whoever sees it could join first; nothing was made',
    remedy: `evergrant join ${name} | ssh MACHINE sudo bash; on the machine itself: evergrant join ${name} --run; to see it all the same: --show`,
    exitCode: ExitCode.Usage,
  });
}

function refuseContradictions({ run, show, expires, again, remove, yes, json }: JoinOptions): void {
  if (remove !== undefined && (run || show || again || expires !== undefined))
    throw misused('--remove goes with --yes and --json only', 'leave the others out');
  if (yes && remove === undefined) throw misused('--yes is for --remove', 'leave it out');
  if (run && (show || json)) throw misused('--run prints no script', 'leave --show and --json out');
}

function misused(message: string, remedy: string): Fault {
  return new Fault({ code: 'OptionInvalid', message, remedy, exitCode: ExitCode.Usage });
}
