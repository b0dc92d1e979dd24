import { NotUnderstood } from '../not-understood.ts';

/** Condition keys that callers of the evaluator fill in where the request has them. */
const KNOWN: readonly RegExp[] = [
  /^aws:(SourceAccount|SourceArn|SecureTransport|ResourceAccount|CalledVia|ViaAWSService)$/i,
  /^aws:RequestTag\/.+$/i,
  /^aws:Principal(Arn|Account|Type|ServiceName|IsAWSService)$/i,
  /^secretsmanager:(SecretId|VersionId|VersionStage|resource\/AllowRotationLambdaArn)$/i,
  /^kms:(ViaService|CallerAccount|EncryptionContextKeys|EncryptionContext:.+)$/i,
  /^dynamodb:(LeadingKeys|Attributes|Select|EnclosingOperation)$/i,
  /^lambda:(FunctionArn|FunctionUrlAuthType|InvokedViaFunctionUrl)$/i,
  /^sns:(Protocol|Endpoint)$/i,
  /^cloudwatch:namespace$/i,
  /^iam:PassedToService$/i,
  /^ssm:(SourceInstanceARN|resourceTag\/.+)$/i,
];

/** @throws NotUnderstood for a key that no caller fills in: a condition on it would always or never hold */
export function checkConditionKey(key: string): void {
  if (!KNOWN.some((known) => known.test(key))) throw new NotUnderstood(`the condition key ${key}`);
}
