import { systemClock } from '../../../adapters/node/system-clock.ts';
import { systemRandom } from '../../../adapters/node/system-random.ts';
import { systemctlUnits } from '../../../adapters/units/systemctl-units.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import type { Finding } from '../../../core/preflight/finding.ts';
import { againstRestart } from '../../../core/preflight/judge-findings.ts';
import { runChecks, type Situation } from '../../../core/preflight/run-checks.ts';
import { planRestart, type RestartPlan } from '../../../core/restart/plan-restart.ts';
import { gather, type PreflightScope } from '../../../host/preflight/gather.ts';
import { type Freshened, makeFresh } from '../../../host/restart/make-fresh.ts';
import { restartUnits } from '../../../host/restart/restart-units.ts';
import { brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import type { Io } from '../../io.ts';
import { countOption, spanOption } from '../../span-option.ts';
import { apiKeysOfUnits, grantsOfUnits, refuseUnknown } from './resolve-units.ts';
import { RestartTalk } from './restart-talk.ts';

export interface RestartCommandOptions extends ConfigOption {
  readonly atOnce?: string;
  readonly spread?: string;
  readonly wait?: string;
  readonly grant?: readonly string[];
  readonly user?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Restarts units whose consumers will find a fresh token, or says why they would not and stops nothing. */
export async function restart(
  typed: readonly string[],
  { options, io }: { options: RestartCommandOptions; io: Io },
): Promise<ExitCode> {
  const names = [...new Set(typed)];
  const talk = new RestartTalk(io, { json: options.json === true });
  const atOnce = countOption('--at-once', options.atOnce ?? '4');
  const spread = spanOption('--spread', options.spread ?? '0s');
  const patience = spanOption('--wait', options.wait ?? '90s');
  const { declaration } = await declarationFor(options, io);
  machineEngine(declaration);
  const grants = grantsOfUnits(names, { declaration, given: options.grant ?? [] });
  const units = systemctlUnits({ user: options.user === true, environment: io.environment });
  await refuseUnknown(names, units);
  const plan = planRestart(names, { atOnce, spread, fraction: () => systemRandom.fraction() });
  const scope: PreflightScope = {
    declaration,
    grants,
    apiKeys: apiKeysOfUnits(names, declaration),
    downtime: 0,
    capacity: { consumers: names.length, atOnce },
    environment: io.environment,
    clock: systemClock,
  };
  const before = await gather(scope);
  const hopeless = lasting(runChecks(before));
  talk.planned(plan, runChecks(before));
  if (hopeless.length > 0 && !options.force) return talk.refused(hopeless);
  if (options.dryRun) return ExitCode.Good;
  talk.freshened(await freshen(before, { scope, io }));
  const against = againstRestart(runChecks(await gather(scope)));
  if (against.length > 0 && !options.force) return talk.refused(against);
  return await carryOut(plan, { talk, io, units, patience, force: options.force === true });
}

/** What a refresh does not repair. A sink that is behind, and a token that is over, are repaired by it. */
function lasting(findings: readonly Finding[]): readonly Finding[] {
  return againstRestart(findings).filter(
    ({ name, outcome }) => outcome === 'dead' || !(name === 'access path' || name.endsWith(' current')),
  );
}

/** The broker is let go before a unit is touched: one of them may be the broker's own. */
async function freshen(
  situation: Situation,
  { scope, io }: { scope: PreflightScope; io: Io },
): Promise<readonly Freshened[]> {
  const { broker, close } = await brokerFor(scope.declaration, { io, command: 'evergrant restart' });
  try {
    return await makeFresh(broker, situation);
  } finally {
    await close();
  }
}

async function carryOut(
  plan: RestartPlan,
  at: Pick<Parameters<typeof restartUnits>[1], 'units' | 'patience' | 'force'> & {
    talk: RestartTalk;
    io: Io;
  },
): Promise<ExitCode> {
  const { talk, io, ...how } = at;
  const outcomes = await restartUnits(plan, {
    ...how,
    signal: io.interrupted,
    told: (outcome) => talk.unit(outcome),
  });
  if (io.interrupted.aborted) return ExitCode.Interrupted;
  return outcomes.every(({ kind }) => kind === 'restarted') ? ExitCode.Good : ExitCode.Failed;
}
