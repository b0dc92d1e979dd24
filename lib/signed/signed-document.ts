import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { GrantDocument } from '../../core/config/grant-document.ts';
import { grantParameter } from '../../core/wire.ts';

export interface SignedDocumentProps {
  readonly deployment: string;
  /** Name of the signing key or of the agent's token. */
  readonly name: string;
  readonly document: GrantDocument;
}

/** What the functions must know of a signing key or of an agent's token and is not state; no secret. */
export class SignedDocument extends Construct {
  constructor(scope: Construct, id: string, { deployment, name, document }: SignedDocumentProps) {
    super(scope, id);
    const parameter = new StringParameter(this, 'Parameter', {
      parameterName: grantParameter(deployment, name),
      description: `Evergrant: what is declared of ${name}; no secret`,
      stringValue: Stack.of(this).toJsonString(document),
      // Advanced, and paid for, from 4,096 bytes on.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
    // Made anew from the declaration whenever it is deployed.
    parameter.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }
}
