import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IManagedPolicy, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MOST_HOST_TOKENS } from '../../core/config/host-declaration.ts';
import { daemonLogGroup, secretName } from '../../core/wire.ts';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { readTokenStatements } from '../managed-grant/read-token.ts';
import { refusal } from '../refuse.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';
import type { TokenQueue } from '../token-queue/token-queue.ts';

/** What a log shipper does; groups and their retention are made by `FailureWatch`. */
const SHIP_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** A policy of IAM has 6,144 characters at most; each token's ARN stands in it three times and may have 175 of them. */
const TOKENS_PER_POLICY = 8;

export interface HostAccessProps {
  readonly broker: ITokenBroker;
  /** Name of the host; the policy is `evergrant-<deployment>-host-<host>`. */
  readonly host: string;
  /** Names of the tokens that the host may read, 1 to 40. */
  readonly tokens: readonly string[];
  /**
   * The host's own queue.
   *
   * @default - the host hears of new tokens when it looks for them
   */
  readonly queue?: TokenQueue;
  /**
   * Names of the daemons whose lines the host ships.
   *
   * @default - none
   */
  readonly daemons?: readonly string[];
}

/**
 * What one host may do, as a managed policy for its instance profile or hybrid activation: read its own tokens in force,
 * take its own notices, ship its own lines, ask for a refresh. No grant, no client, no other host's token.
 */
export class HostAccess extends Construct {
  /** One for each eight tokens; attach all of them. */
  readonly policies: readonly IManagedPolicy[];

  constructor(scope: Construct, id: string, props: HostAccessProps) {
    super(scope, id);
    const { broker, host, tokens, queue, daemons = [] } = props;
    if (tokens.length > MOST_HOST_TOKENS) throw this.#tokens(host, tokens.length);
    const [policy, ...others] = inGroups(tokens).map((group, index) => {
      const part = new ManagedPolicy(this, index === 0 ? 'Policy' : `Policy-${index + 1}`, {
        managedPolicyName: `evergrant-${broker.deployment}-host-${host}${index === 0 ? '' : `-${index + 1}`}`,
        description: `Host ${host} of the Evergrant deployment ${broker.deployment}`,
      });
      const secretArns = group.map((token) => this.#secretArn(broker.deployment, token));
      part.addStatements(...readTokenStatements(this, { secretArns, key: broker.key }));
      return part;
    });
    if (policy === undefined) throw this.#tokens(host, tokens.length);
    if (daemons.length > 0) this.#shipLogs(policy, { deployment: broker.deployment, daemons });
    queue?.grantConsume(policy);
    broker.grantRequestRefresh(policy);
    this.policies = [policy, ...others];
  }

  /** Whatever six characters Secrets Manager has added: the secret stands in another stack. */
  #secretArn(deployment: string, token: string): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${secretName(deployment, `token/${token}`)}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  #shipLogs(
    policy: ManagedPolicy,
    { deployment, daemons }: { deployment: string; daemons: readonly string[] },
  ): void {
    const resources = daemons.map((daemon) =>
      Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${daemonLogGroup(deployment, daemon)}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    policy.addStatements(new PolicyStatement({ sid: 'OwnLines', actions: [...SHIP_LOGS], resources }));
    acknowledgeWildcards(policy, { resources, reason: 'the asterisk is the streams of one log group' });
  }

  #tokens(host: string, count: number) {
    return refusal(this, {
      prop: 'tokens',
      says: `host ${host} has ${count} of them; expected 1 to ${MOST_HOST_TOKENS}`,
      remedy: 'let some of its daemons share a token, or make two hosts of it',
    });
  }
}

function inGroups(tokens: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(tokens.length / TOKENS_PER_POLICY) }, (_, index) =>
    tokens.slice(index * TOKENS_PER_POLICY, (index + 1) * TOKENS_PER_POLICY),
  );
}
