import { ExitCode } from '../exit-code.ts';
import { Fault } from '../fault.ts';
import type { Declaration, MachineEngine } from './declaration.ts';

/**
 * The engine of a declaration, for what works on one machine only.
 * @throws Fault `OtherEngine` for a deployment in AWS
 */
export function machineEngine({
  deployment,
  engine,
}: Pick<Declaration, 'deployment' | 'engine'>): MachineEngine {
  if (engine.kind === 'machine') return engine;
  throw new Fault({
    code: 'OtherEngine',
    message: `deployment ${deployment} runs in AWS (${engine.region}), and this works on the machine engine only`,
    remedy: 'see what works there: evergrant status --help, or docs/aws-cli.md',
    exitCode: ExitCode.Configuration,
  });
}
