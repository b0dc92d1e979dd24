import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionName, functionLogGroup, functionName } from '../../core/wire.ts';
import { refusal } from '../refuse.ts';

/** What a function does to its own log group; the group is there before it. */
const WRITE_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** A `refresh` that works off a fleet was seen with 242 MB resident (docs/aws.md), and Lambda ends what needs more. */
export const MEMORY_MEGABYTES = 512;

export interface BrokerFunctionProps {
  readonly deployment: string;
  readonly name: FunctionName;
  readonly description: string;
  /** The folder that holds a folder `<name>/index.mjs` for each function. */
  readonly code: string;
  readonly key: IKey;
  readonly retention: RetentionDays;
  readonly timeout: Duration;
  /** How often Lambda repeats a call that nobody waits for, 0 to 2. */
  readonly retries: number;
  /**
   * A call that nobody waits for is dropped once it is older, also one that Lambda could not begin before.
   *
   * @default - as Lambda has it, 6 hours
   */
  readonly oldestCall?: Duration;
  readonly environment: Record<string, string>;
}

/** One of our functions: its bundle as built, a role that may nothing but write its log, and that log. */
export class BrokerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BrokerFunctionProps) {
    super(scope, id);
    const { deployment, name, key } = props;
    const folder = join(props.code, name);
    if (!existsSync(join(folder, 'index.mjs'))) throw this.#missing(name, folder);
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: functionLogGroup(deployment, name),
      retention: props.retention,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      roleName: functionName(deployment, name),
      // Lambda assumes a function's role without a source account: its trust policy cannot name one.
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Function ${name} of the Evergrant deployment ${deployment}`,
    });
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'OwnLog',
        actions: WRITE_LOG,
        resources: [this.logGroup.logGroupArn],
      }),
    );
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'OwnEnvironment',
        actions: ['kms:Decrypt'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': this.#arn(props) } },
      }),
    );
    this.function = new LambdaFunction(this, 'Function', {
      functionName: functionName(deployment, name),
      description: props.description,
      code: Code.fromAsset(folder),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY_MEGABYTES,
      timeout: props.timeout,
      role: this.role,
      environment: props.environment,
      environmentEncryption: key,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.TEXT,
      retryAttempts: props.retries,
      ...(props.oldestCall && { maxEventAge: props.oldestCall }),
    });
  }

  /** From its name: the role is there before the function. */
  #arn({ deployment, name }: BrokerFunctionProps): string {
    return Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName(deployment, name),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  #missing(name: string, folder: string) {
    return refusal(this, {
      prop: 'code',
      says: `there is no bundle of function ${name}: ${join(folder, 'index.mjs')}`,
      remedy: 'build it: npm run build',
    });
  }
}
