import { RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { agentTokenDocument } from '../../core/config/grant-document.ts';
import type { RawMapping } from '../../core/config/raw-tree.ts';
import { secretName } from '../../core/wire.ts';
import { acknowledge } from '../acknowledge.ts';
import { EmptySecret } from '../managed-grant/empty-secret.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';
import type { ITokenQueue } from '../token-queue/token-queue.ts';
import { SignedDocument } from './signed-document.ts';

export interface AgentTokenProps {
  readonly broker: ITokenBroker;
  /** A declaration as it was written and found valid. */
  readonly raw: RawMapping;
  /** Name of the token, one that names a signing key. */
  readonly token: string;
  /** The hosts that are told of each new one. */
  readonly queues: readonly ITokenQueue[];
}

/** The token of an agent, which the broker signs: its secret, created empty and kept when its stack goes, and its parameter. */
export class AgentToken extends Construct {
  constructor(scope: Construct, id: string, { broker, raw, token, queues }: AgentTokenProps) {
    super(scope, id);
    const { deployment, key } = broker;
    const secret = new EmptySecret(this, 'Secret', {
      secretName: secretName(deployment, `token/${token}`),
      description: `Evergrant: token ${token} of an agent; signed when it is asked for`,
      key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      secret,
      'SMG4',
      'the broker signs a new one whenever it is used or due; a schedule beside would wake agents that sleep',
    );
    const urls = queues.map(({ queueUrl }) => queueUrl);
    new SignedDocument(this, 'Document', {
      deployment,
      name: token,
      document: agentTokenDocument(raw, { token, queues: urls }),
    });
  }
}
