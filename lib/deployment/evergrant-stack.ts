import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlertChannel } from '../../core/config/alert-channel.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { secretName } from '../../core/wire.ts';
import { acknowledge } from '../acknowledge.ts';
import { EvergrantKey } from '../evergrant-key/evergrant-key.ts';
import { ActivationFunction } from '../host-activation/activation-function.ts';
import { HostRelease } from '../host-release/host-release.ts';
import { KeyWeb } from '../key-web/key-web.ts';
import { EmptySecret } from '../managed-grant/empty-secret.ts';
import { OpsChannel } from '../ops-channel/ops-channel.ts';
import { TokenBroker } from '../token-broker/token-broker.ts';

export interface EvergrantStackProps extends StackProps {
  readonly declaration: Declaration;
  /**
   * The folder with the bundles of the functions.
   *
   * @default - those of this package
   */
  readonly code?: string;
}

/** What a deployment has once, however many grants it keeps: key, ledger, channel, functions, and its few clients. */
export class EvergrantStack extends Stack {
  readonly key: EvergrantKey;
  readonly broker: TokenBroker;
  /** The host daemon; undefined where no host is declared. */
  readonly release: HostRelease | undefined;

  constructor(scope: Construct, id: string, props: EvergrantStackProps) {
    super(scope, id, props);
    const { declaration, code } = props;
    const { deployment } = declaration;
    this.key = new EvergrantKey(this, 'Key', { deployment });
    const channel = new OpsChannel(this, 'OpsChannel', {
      deployment,
      key: this.key,
      ...subscribers([...declaration.alerts.values()]),
    });
    this.broker = new TokenBroker(this, 'Broker', {
      deployment,
      key: this.key,
      channel,
      ...(code !== undefined && { code }),
    });
    for (const { name, credentials } of declaration.clients.values()) {
      if (credentials.kind !== 'public') this.#addClient(deployment, name);
    }
    new CfnOutput(this, 'RequestUrl', {
      value: this.broker.requestUrl,
      description: 'Where hosts ask for a refresh, signed with their AWS credentials',
    });
    const logins = [...declaration.grants.keys()].map((grant) => `evergrant login ${grant}`);
    const first = [...declaration.agentTokens.keys()].map((token) => `evergrant refresh ${token}`);
    new CfnOutput(this, 'Next', {
      value: [...logins, ...first].slice(0, NAMED).join(' && ') || 'evergrant status',
      description: 'Everything is empty so far; type this, then: evergrant status',
    });
    this.#serveKeys(declaration, code);
    this.release = this.#publish(declaration, code);
  }

  /** What hosts fetch, and what lets those of Lightsail in. */
  #publish({ deployment, hosts }: Declaration, code: string | undefined): HostRelease | undefined {
    if (hosts.size === 0) return undefined;
    const bundles = code === undefined ? {} : { code };
    if ([...hosts.values()].some(({ kind }) => kind === 'lightsail'))
      new ActivationFunction(this, 'Activation', { deployment, key: this.key, ...bundles });
    return new HostRelease(this, 'Release', { deployment, ...bundles });
  }

  /** Verifiers find the public halves of signing keys here, or at the issuer's address, which a CDN may lead here. */
  #serveKeys({ deployment, signingKeys }: Declaration, code: string | undefined): void {
    if (signingKeys.size === 0) return;
    const web = new KeyWeb(this, 'Keys', {
      deployment,
      key: this.key,
      ledger: this.broker.ledger,
      signingKeys: [...signingKeys.values()],
      ...(code !== undefined && { code }),
    });
    new CfnOutput(this, 'KeysUrl', {
      value: web.url,
      description:
        'Serves .well-known/jwks.json and .well-known/openid-configuration below the path of each issuer',
    });
  }

  #addClient(deployment: string, client: string): void {
    const secret = new EmptySecret(this, `Client-${client}`, {
      secretName: secretName(deployment, `client/${client}`),
      description: `Evergrant: id and secret of client ${client}; filled by: evergrant login`,
      key: this.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      secret,
      'SMG4',
      'a client secret is made and replaced by a person in the console of its issuer',
    );
  }
}

/** An output has 1,024 characters. */
const NAMED = 8;

function subscribers(channels: readonly AlertChannel[]) {
  return {
    emails: channels.flatMap((channel) => (channel.kind === 'email' ? [channel.address] : [])),
    https: channels.flatMap((channel) => (channel.kind === 'https' ? [channel.url] : [])),
    slackChannels: channels.flatMap((channel) => (channel.kind === 'slackChannel' ? [channel] : [])),
  };
}
