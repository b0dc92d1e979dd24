import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { signingKeyDocument } from '../../core/config/grant-document.ts';
import type { RawMapping } from '../../core/config/raw-tree.ts';
import type { SigningKeyDeclaration } from '../../core/config/signing-key-declaration.ts';
import { secretName } from '../../core/wire.ts';
import { EmptySecret } from '../managed-grant/empty-secret.ts';
import { rotationRate } from '../managed-grant/rotation-rate.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';
import { SignedDocument } from './signed-document.ts';

export interface SigningKeyProps {
  readonly broker: ITokenBroker;
  /** A declaration as it was written and found valid. */
  readonly raw: RawMapping;
  readonly signingKey: Pick<SigningKeyDeclaration, 'name' | 'rotateEvery'>;
}

/**
 * A key that signs the tokens of agents: its secret, created empty and kept when its stack goes, the schedule by which
 * Secrets Manager makes successors, and its parameter. Nobody but the broker's functions may read the secret.
 */
export class SigningKey extends Construct {
  constructor(scope: Construct, id: string, { broker, raw, signingKey }: SigningKeyProps) {
    super(scope, id);
    const { deployment, key } = broker;
    const { name, rotateEvery } = signingKey;
    const secret = new EmptySecret(this, 'Secret', {
      secretName: secretName(deployment, `key/${name}`),
      description: `Evergrant: private halves of signing key ${name}; made at the first request for a token`,
      key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnRotationSchedule(this, 'Rotation', {
      secretId: secret.secretArn,
      rotationLambdaArn: broker.rotateFunctionArn,
      rotationRules: { scheduleExpression: rate(this, Duration.millis(rotateEvery)) },
      // A deployment rotates nothing.
      rotateImmediatelyOnUpdate: false,
    });
    new SignedDocument(this, 'Document', { deployment, name, document: signingKeyDocument(raw, name) });
  }
}

/** Hours go up to 999 there. */
function rate(scope: Construct, every: Duration): string {
  const days = every.toDays({ integral: false });
  return Number.isInteger(days) && days > 1 ? `rate(${days} days)` : rotationRate(scope, every);
}
