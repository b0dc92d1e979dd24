import { systemClock } from '../../../adapters/node/system-clock.ts';
import { affectedBy } from '../../../core/config/affected.ts';
import type { DaemonDeclaration } from '../../../core/config/daemon-declaration.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../../core/config/grant-declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { Finding } from '../../../core/preflight/finding.ts';
import { gateExitCode, preflightExitCode } from '../../../core/preflight/judge-findings.ts';
import { runChecks, type Situation } from '../../../core/preflight/run-checks.ts';
import { gather as gatherMachine, type PreflightScope } from '../../../host/preflight/gather.ts';
import { prove } from '../../../host/preflight/prove.ts';
import { brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor, named } from '../../declaration.ts';
import { deploymentOf } from '../../deployment-of.ts';
import { findingsText } from '../../findings-text.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { agentTokensOf, apiKeysOf, grantsOf } from '../../preflight-scope.ts';
import { reportFailure } from '../../report-failure.ts';
import { countOption, spanOption } from '../../span-option.ts';

export interface PreflightOptions extends ConfigOption {
  readonly all?: boolean;
  readonly downtime?: string;
  readonly atOnce?: string;
  readonly prove?: boolean;
  readonly gate?: boolean;
  readonly json?: boolean;
}

interface Call {
  readonly options: PreflightOptions;
  readonly io: Io;
}

/** Says whether tokens work now and will work after a restart. */
export async function preflight(daemon: string | undefined, call: Call): Promise<ExitCode> {
  if (!call.options.gate) return await look(daemon, call);
  try {
    return await look(daemon, call);
  } catch (error) {
    // A gate that is broken must not be what keeps a service down.
    reportFailure(error, call.io);
    sayLine(call.io, 'the gate stays open: nothing is proven dead');
    return ExitCode.Good;
  }
}

async function look(daemon: string | undefined, { options, io }: Call): Promise<ExitCode> {
  if (daemon !== undefined && options.all) throw contradiction();
  const { declaration } = await declarationFor(options, io);
  const scope = scopeOf(daemon, { declaration, options, io });
  if (options.prove) await proveAll(scope, io);
  const findings = runChecks(await gather(scope, io));
  const exitCode = options.gate ? gateExitCode(findings) : preflightExitCode(findings);
  const about =
    declaration.engine.kind === 'machine' ? 'this machine' : `deployment ${declaration.deployment}`;
  show(findings, { options, io, exitCode, about });
  return exitCode;
}

/** Reads everything that the checks look at, on whichever engine. */
async function gather(scope: PreflightScope, io: Io): Promise<Situation> {
  if (scope.declaration.engine.kind === 'machine') return await gatherMachine(scope);
  const { gatherDeployment } = await import('../../../host/deployment/gather-deployment.ts');
  return await gatherDeployment(scope, await deploymentOf(scope.declaration, io));
}

function scopeOf(
  daemon: string | undefined,
  { declaration, options, io }: Call & { declaration: Declaration },
): PreflightScope {
  const daemons = daemon === undefined ? undefined : [daemonOf(daemon, declaration)];
  const grants = daemons ? grantsOf(declaration, daemons) : [...declaration.grants.values()];
  const apiKeys = daemons ? apiKeysOf(declaration, daemons) : [...declaration.apiKeys.values()];
  const agentTokens = daemons ? agentTokensOf(declaration, daemons) : [...declaration.agentTokens.values()];
  const atOnce = options.atOnce === undefined ? null : countOption('--at-once', options.atOnce);
  return {
    declaration,
    grants,
    apiKeys,
    agentTokens,
    downtime: spanOption('--downtime', options.downtime ?? '0s'),
    capacity: atOnce === null ? null : { consumers: consumersOf(grants, declaration), atOnce },
    environment: io.environment,
    clock: systemClock,
  };
}

/** @throws Fault `UnknownDaemon`; where a grant of that name is declared or no daemon is, it says what is looked at instead */
function daemonOf(name: string, declaration: Declaration): DaemonDeclaration {
  const { daemons } = declaration;
  const kind = kindOf(name, declaration);
  if (daemons.has(name) || (daemons.size > 0 && kind === undefined)) return named('daemon', name, daemons);
  throw new Fault({
    code: 'UnknownDaemon',
    message:
      kind === undefined
        ? `there is no daemon "${name}": the declaration declares none`
        : `${name} is ${kind} and no daemon; preflight takes the name of a daemon, or looks at everything`,
    remedy:
      daemons.size === 0
        ? 'evergrant preflight looks at every grant and API key; declare what uses them under daemons:'
        : `evergrant preflight, or with one of: ${[...daemons.keys()].join(', ')}`,
    exitCode: ExitCode.Usage,
  });
}

function kindOf(
  name: string,
  { grants, apiKeys, signingKeys, agentTokens }: Declaration,
): string | undefined {
  if (grants.has(name)) return 'a grant';
  if (apiKeys.has(name)) return 'an API key';
  if (signingKeys.has(name)) return 'a signing key';
  return agentTokens.has(name) ? 'an agent token' : undefined;
}

/** The declared daemons that use any of these grants: they lose and regain their tokens together. */
function consumersOf(grants: readonly GrantDeclaration[], declaration: Declaration): number {
  return new Set(
    grants.flatMap(({ name }) => affectedBy(declaration, name).daemons.map((daemon) => daemon.name)),
  ).size;
}

/** A refresh that fails is seen in the ledger afterwards, where the checks look. */
async function proveAll(scope: PreflightScope, io: Io): Promise<void> {
  const { grants } = await gather(scope, io);
  const { broker, close } = await brokerFor(scope.declaration, {
    io,
    command: 'evergrant preflight --prove',
  });
  try {
    for (const situation of grants) await prove(broker, { situation });
  } finally {
    await close();
  }
}

function show(findings: readonly Finding[], at: Call & { exitCode: ExitCode; about: string }): void {
  const { options, io, exitCode, about } = at;
  if (options.json) printLine(io, JSON.stringify({ schema: 1, exitCode, findings }));
  else printLine(io, findingsText(findings, { colour: io.colour, about }));
}

function contradiction(): Fault {
  return new Fault({
    code: 'OptionInvalid',
    message: 'a daemon was named and --all was given, and they contradict each other',
    remedy: 'leave one of them out',
    exitCode: ExitCode.Usage,
  });
}
