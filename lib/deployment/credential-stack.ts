import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { grantDocument } from '../../core/config/grant-document.ts';
import { ManagedGrant } from '../managed-grant/managed-grant.ts';
import { AgentToken } from '../signed/agent-token.ts';
import { SigningKey } from '../signed/signing-key.ts';
import { TokenBroker } from '../token-broker/token-broker.ts';
import { TokenQueue } from '../token-queue/token-queue.ts';
import { type Declared, sections } from './declared.ts';

export interface CredentialStackProps extends StackProps, Declared {
  readonly key: IKey;
  /** Names of the grants, signing keys and agents' tokens that this stack holds. */
  readonly names: readonly string[];
  /** Names of the hosts that use each token. */
  readonly hostsOf: ReadonlyMap<string, readonly string[]>;
}

/** A share of the credentials of a deployment. */
export class CredentialStack extends Stack {
  constructor(scope: Construct, id: string, props: CredentialStackProps) {
    super(scope, id, props);
    const { raw, declaration, key, hostsOf } = props;
    const { deployment } = declaration;
    const broker = TokenBroker.fromTokenBrokerAttributes(this, 'Broker', { deployment, key });
    for (const grantName of props.names.filter((name) => declaration.grants.has(name))) {
      const { declaration: slice } = grantDocument(raw, { grant: grantName, queues: {} });
      const grant = new ManagedGrant(this, `Grant-${grantName}`, {
        broker,
        grantName,
        declaration: sections(slice),
      });
      for (const token of Object.keys(grant.tokenSecretArns)) {
        for (const host of hostsOf.get(token) ?? []) {
          grant.addDelivery(TokenQueue.fromHost(this, { deployment, host }), { token });
        }
      }
    }
    for (const name of props.names) {
      const signingKey = declaration.signingKeys.get(name);
      if (signingKey) new SigningKey(this, `Key-${name}`, { broker, raw, signingKey });
      if (!declaration.agentTokens.has(name)) continue;
      const queues = (hostsOf.get(name) ?? []).map((host) => TokenQueue.fromHost(this, { deployment, host }));
      new AgentToken(this, `Agent-${name}`, { broker, raw, token: name, queues });
    }
  }
}
