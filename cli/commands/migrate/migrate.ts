import { dirname, join } from 'node:path';
import { readDeclaration } from '../../../adapters/config-file/read-declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { Migration, MigrationPlan } from '../../../host/migrate/migration.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { awsEngine, deploymentOf } from '../../deployment-of.ts';
import { type Io, printLine } from '../../io.ts';
import { withoutBroker } from '../../without-broker.ts';
import { migratedText, planText } from './migration-text.ts';

export interface MigrateOptions extends ConfigOption {
  readonly to: string;
  readonly into?: string;
  readonly apply?: boolean;
  readonly cancel?: boolean;
  readonly json?: boolean;
}

/** Moves a machine's grants into a deployment in AWS, or says what that would do. */
export async function migrate(options: MigrateOptions, io: Io): Promise<ExitCode> {
  if (options.to !== 'aws')
    throw invalid(`--to ${options.to}: expected aws, which is all that grants can move to`);
  if (options.apply && options.cancel) throw invalid('--apply and --cancel contradict each other');
  const { path, declaration: from } = await declarationFor(options, io);
  machineEngine(from);
  const file = options.into ?? join(dirname(path), 'evergrant.aws.yaml');
  const into = await readDeclaration(file, { home: io.home, environment: io.environment });
  awsEngine(into);
  const operators = await deploymentOf(into, io);
  const migration: Migration = { from, into, operators, environment: io.environment };
  if (options.cancel) return await cancel(migration, { options, io });
  return options.apply
    ? await apply(migration, { options, io, file })
    : await look(migration, { options, io });
}

interface Call {
  readonly options: MigrateOptions;
  readonly io: Io;
}

async function look(migration: Migration, { options, io }: Call): Promise<ExitCode> {
  const { lookAtDonor, runningThere } = await import('../../../host/migrate/donor.ts');
  const { planMigration } = await import('../../../host/migrate/plan-migration.ts');
  const donor = await lookAtDonor(migration);
  const planned = await planMigration(migration, donor);
  const plan: MigrationPlan = { ...planned, blocks: [...planned.blocks, ...(await runningThere(donor))] };
  printLine(io, options.json ? JSON.stringify({ schema: 1, kind: 'plan', ...plan }) : planText(plan));
  return plan.blocks.length > 0 ? ExitCode.Failed : ExitCode.Good;
}

async function apply(
  migration: Migration,
  { options, io, file }: Call & { file: string },
): Promise<ExitCode> {
  const { applyMigration } = await import('../../../host/migrate/apply-migration.ts');
  const migrated = await withoutBroker('grants are moved', () => applyMigration(migration));
  const { plan, grants } = migrated;
  printLine(
    io,
    options.json
      ? JSON.stringify({
          schema: 1,
          kind: 'migrated',
          directory: plan.directory,
          target: plan.target,
          grants,
        })
      : migratedText(migrated, file),
  );
  return ExitCode.Good;
}

async function cancel(migration: Migration, { options, io }: Call): Promise<ExitCode> {
  const { cancelMigration } = await import('../../../host/migrate/cancel-migration.ts');
  const cancelled = await cancelMigration(migration);
  if (options.json) printLine(io, JSON.stringify({ schema: 1, ...cancelled }));
  else if (cancelled.kind === 'notFrozen')
    printLine(io, `${cancelled.directory} is not frozen; nothing was changed`);
  else printLine(io, `${cancelled.directory} is thawed, and no grant went to AWS\nnext: evergrant up`);
  return ExitCode.Good;
}

function invalid(message: string): Fault {
  return new Fault({
    code: 'OptionInvalid',
    message,
    remedy: 'evergrant migrate --help',
    exitCode: ExitCode.Usage,
  });
}
