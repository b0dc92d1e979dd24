import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type App, Stack } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { parse } from 'yaml';
// In an app of your own: from 'evergrant'.
import { Deployment, type DeploymentProps, declaredFrom } from '../../lib/index.ts';

const DECLARATION = fileURLToPath(new URL('evergrant.aws.yaml', import.meta.url));

/** What is there already, whoever made it. */
const TABLES = ['crew-dispatch', 'charter-chats'];
const REGIONS = ['us-east-1', 'us-west-2'];
const BUCKET = 'shipcaptaincrew-data';

export interface JadaOpsProps extends Pick<DeploymentProps, 'code'> {
  /** Id of the CloudFront distribution whose cache the scripts empty. @default none of them does */
  readonly distribution?: string;
}

/**
 * Evergrant with an EC2 host, and what the scripts on it need of AWS beside tokens. They have it by the role of the host:
 * no AWS key lies on its disk.
 */
export function jadaOps(app: App, { distribution, ...props }: JadaOpsProps = {}): Deployment {
  const declared = declaredFrom(app, parse(readFileSync(DECLARATION, 'utf8')));
  const deployment = new Deployment(app, 'jada-ops', { ...declared, ...props });
  const host = deployment.host('jada-ops');
  const stack = Stack.of(host.role);
  for (const region of REGIONS) {
    for (const table of TABLES) {
      const arn = stack.formatArn({ service: 'dynamodb', region, resource: 'table', resourceName: table });
      TableV2.fromTableArn(stack, `${table}-${region}`, arn).grantReadWriteData(host);
    }
  }
  Bucket.fromBucketName(stack, 'Data', BUCKET).grantReadWrite(host);
  if (distribution !== undefined) {
    const attributes = { distributionId: distribution, domainName: `${distribution}.cloudfront.net` };
    Distribution.fromDistributionAttributes(stack, 'Site', attributes).grantCreateInvalidation(host);
  }
  return deployment;
}
