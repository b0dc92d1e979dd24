import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refusal } from '../refuse.ts';
import { CredentialStack } from './credential-stack.ts';
import { DaemonStack, type WatchOptions } from './daemon-stack.ts';
import { type Declared, type HostProps, hostsByToken, oneHost } from './declared.ts';
import { EvergrantStack } from './evergrant-stack.ts';
import { HealthStack } from './health-stack.ts';
import { HostStack } from './host-stack.ts';
import { inShards, SHARDS } from './shard-of.ts';

export interface DeploymentProps extends Declared {
  /**
   * The hosts that use tokens, by name.
   *
   * @default - one, named `host`, that runs every daemon and may read every token
   */
  readonly hosts?: Readonly<Record<string, HostProps>>;
  /**
   * What is known of the lines of daemons, by the daemon's name.
   *
   * @default - what `FailureWatch` looks for, at the declared interval
   */
  readonly watch?: Readonly<Record<string, WatchOptions>>;
  /**
   * The folder with the bundles of the functions.
   *
   * @default - those of this package
   */
  readonly code?: string;
}

/**
 * Everything that `evergrant.yaml` asks of AWS, in stacks: `evergrant-D`, its credentials, hosts and daemons in up to
 * sixteen each, and `evergrant-D-health`. Which of the sixteen is a matter of a thing's name alone, so what is added
 * never moves what is there.
 */
export class Deployment extends Construct {
  readonly stack: EvergrantStack;
  readonly #declared: Declared;
  readonly #hosts: Readonly<Record<string, HostProps>>;

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id);
    const { declaration, code, watch = {} } = props;
    this.#declared = props;
    this.#hosts = props.hosts ?? oneHost(declaration);
    this.stack = new EvergrantStack(this, 'common', {
      ...this.#about('key, ledger, ops channel, functions'),
      declaration,
      ...(code !== undefined && { code }),
    });
    this.#addCredentials();
    this.#addHosts();
    const daemonStacks = this.#addDaemons(watch);
    const health = new HealthStack(this, 'health', {
      ...this.#about('alarms on the whole', 'health'),
      deployment: declaration.deployment,
      key: this.stack.key,
      daemons: [...declaration.daemons.keys()],
    });
    for (const stack of daemonStacks) health.addStackDependency(stack);
    for (const child of this.node.children) {
      if (child instanceof Stack && child !== this.stack) child.addStackDependency(this.stack);
    }
    Tags.of(this).add('evergrant:deployment', declaration.deployment);
  }

  #addCredentials(): void {
    const { raw, declaration } = this.#declared;
    const hostsOf = hostsByToken(this.#hosts);
    for (const token of hostsOf.keys()) if (!declaration.tokens.has(token)) throw this.#token(token, hostsOf);
    const { grants, signingKeys, agentTokens } = declaration;
    const all = [...grants.keys(), ...signingKeys.keys(), ...agentTokens.keys()];
    for (const [shard, names] of inShards(all)) {
      const props = { raw, declaration, key: this.stack.key, hostsOf, names };
      new CredentialStack(this, `credentials-${shard}`, { ...this.#share('credentials', shard), ...props });
    }
  }

  #addHosts(): void {
    const { deployment } = this.#declared.declaration;
    for (const [shard, names] of inShards(Object.keys(this.#hosts))) {
      const ours = Object.entries(this.#hosts).filter(([host]) => names.includes(host));
      const props = { deployment, key: this.stack.key, hosts: Object.fromEntries(ours) };
      new HostStack(this, `hosts-${shard}`, { ...this.#share('hosts', shard), ...props });
    }
  }

  #addDaemons(watch: Readonly<Record<string, WatchOptions>>): readonly Stack[] {
    const { deployment, daemons } = this.#declared.declaration;
    return [...inShards(daemons.keys())].map(([shard, names]) => {
      const ours = [...daemons.values()].filter(({ name }) => names.includes(name));
      const props = { deployment, key: this.stack.key, daemons: ours, watch };
      return new DaemonStack(this, `daemons-${shard}`, { ...this.#share('daemons', shard), ...props });
    });
  }

  #share(kind: string, shard: number): StackProps {
    const suffix = `${kind}-${String(shard).padStart(2, '0')}`;
    return this.#about(`${kind}, ${shard} of ${SHARDS}`, suffix);
  }

  #about(what: string, suffix?: string): StackProps {
    const { engine, deployment } = this.#declared.declaration;
    if (engine.kind !== 'aws') throw this.#engine();
    const { region, account } = engine;
    return {
      env: { region, ...(account !== undefined && { account }) },
      stackName: `evergrant-${deployment}${suffix === undefined ? '' : `-${suffix}`}`,
      description: `Evergrant ${deployment}: ${what}`,
    };
  }

  #token(token: string, hostsOf: ReadonlyMap<string, readonly string[]>) {
    return refusal(this, {
      prop: `hosts.${hostsOf.get(token)?.[0]}.tokens`,
      says: `${JSON.stringify(token)} is no token of the declaration`,
      remedy: 'declare the token or correct its name, then: npx cdk synth',
    });
  }

  #engine() {
    return refusal(this, {
      prop: 'declaration.engine',
      says: 'expected kind aws, got machine, which needs no stacks',
      remedy: 'write engine: { kind: aws, region: us-east-1 }, then: npx cdk synth',
    });
  }
}
