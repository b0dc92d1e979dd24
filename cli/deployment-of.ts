import type { AwsEngine, Declaration } from '../core/config/declaration.ts';
import { ExitCode } from '../core/exit-code.ts';
import { Fault } from '../core/fault.ts';
import type { OperatorsDeployment } from '../host/deployment/open-operators-deployment.ts';
import type { Io } from './io.ts';
import { quietTheSdk } from './quiet-sdk.ts';

/**
 * The deployment of a declaration, in the hands of whoever calls. The AWS clients are loaded only now, so that users of
 * one machine never wait for them.
 *
 * @throws Fault `OtherEngine`, `AwsCredentials`, `OtherAccount`
 */
export async function deploymentOf(declaration: Declaration, io: Io): Promise<OperatorsDeployment> {
  const engine = awsEngine(declaration);
  quietTheSdk();
  const { openOperatorsDeployment } = await import('../host/deployment/open-operators-deployment.ts');
  return await openOperatorsDeployment({ declaration, engine, environment: io.environment });
}

/** @throws Fault `OtherEngine` for a declaration of one machine */
export function awsEngine({ deployment, engine }: Pick<Declaration, 'deployment' | 'engine'>): AwsEngine {
  if (engine.kind === 'aws') return engine;
  throw new Fault({
    code: 'OtherEngine',
    message: `deployment ${deployment} runs on one machine (${engine.stateDirectory}), and this is about a deployment in AWS`,
    remedy: 'name the declaration whose engine is aws: --config FILE',
    exitCode: ExitCode.Configuration,
  });
}
