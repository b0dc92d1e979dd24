import type { AwsService } from './aws-service.ts';
import { DynamoDbService } from './dynamodb/dynamodb-service.ts';
import { KmsService } from './kms/kms-service.ts';
import { LambdaService } from './lambda/lambda-service.ts';
import { LightsailService } from './lightsail/lightsail-service.ts';
import { LogsService } from './logs/logs-service.ts';
import { MonitoringService } from './monitoring/monitoring-service.ts';
import { SecretsManagerService } from './secretsmanager/secrets-manager-service.ts';
import { SnsService } from './sns/sns-service.ts';
import { SqsService } from './sqs/sqs-service.ts';
import { SsmService } from './ssm/ssm-service.ts';
import { StsService } from './sts/sts-service.ts';

/** The simulated services, fresh and empty. A new one is added here and nowhere else. */
export interface AwsServices {
  readonly dynamodb: DynamoDbService;
  readonly kms: KmsService;
  readonly lambda: LambdaService;
  readonly lightsail: LightsailService;
  readonly logs: LogsService;
  readonly monitoring: MonitoringService;
  readonly secretsManager: SecretsManagerService;
  readonly sns: SnsService;
  readonly sqs: SqsService;
  readonly ssm: SsmService;
  readonly sts: StsService;
}

export function awsServices(): AwsServices & { readonly all: readonly AwsService[] } {
  const sqs = new SqsService();
  const services: AwsServices = {
    dynamodb: new DynamoDbService(),
    kms: new KmsService(),
    lambda: new LambdaService(),
    lightsail: new LightsailService(),
    logs: new LogsService(),
    monitoring: new MonitoringService(),
    secretsManager: new SecretsManagerService(),
    sns: new SnsService(sqs),
    sqs,
    ssm: new SsmService(),
    sts: new StsService(),
  };
  return { ...services, all: Object.values(services) };
}
