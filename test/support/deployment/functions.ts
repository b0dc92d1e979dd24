import { join } from 'node:path';
import { z } from 'zod';
import { type LambdaFunction, lambdaFunction } from '../lambda-runtime/lambda-function.ts';
import { NotUnderstood } from '../not-understood.ts';
import type { DeployedResource } from '../template/deploy-stacks.ts';

/** A function of the deployment. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  /** ARN of its role. */
  readonly role: string;
  readonly logGroup: string | undefined;
  readonly runtime: LambdaFunction;
}

/**
 * The functions of a deployment, ready to be invoked; a process starts with the first event.
 *
 * @param options.bundles folder that holds `<last part of the name>/index.mjs`
 * @throws NotUnderstood for a property that is not known, and for what is not node 24 with `index.handler`
 */
export function functionsOf(
  resources: readonly DeployedResource[],
  { bundles, endpoint, region }: { bundles: string; endpoint: string; region: string },
): readonly DeployedFunction[] {
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  return functions.map(({ logicalId, ref: name, attributes: { Arn: arn = '' }, properties }) => {
    const parsed = FUNCTION.safeParse(properties);
    if (!parsed.success) throw new NotUnderstood(`the function ${logicalId}: ${parsed.error.message}`);
    const { Role: role, Environment, Timeout, LoggingConfig } = parsed.data;
    const runtime = lambdaFunction({
      name,
      arn,
      role,
      bundle: join(bundles, name.split('-').at(-1) ?? name, 'index.mjs'),
      environment: Environment.Variables,
      timeoutSeconds: Timeout,
      awsEndpoint: endpoint,
      region,
    });
    return { name, arn, role, logGroup: LoggingConfig?.LogGroup, runtime };
  });
}

const FUNCTION = z.strictObject({
  FunctionName: z.string(),
  Description: z.string().optional(),
  Role: z.string(),
  Handler: z.literal('index.handler'),
  Runtime: z.literal('nodejs24.x'),
  Architectures: z.tuple([z.literal('arm64')]),
  MemorySize: z.number(),
  Timeout: z.number(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  KmsKeyArn: z.string().optional(),
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).optional(),
  Tags: z.unknown().optional(),
});
