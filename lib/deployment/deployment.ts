import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { IHost } from '../host/host.ts';
import { refusal } from '../refuse.ts';
import { CredentialStack } from './credential-stack.ts';
import { DaemonStack, type WatchOptions } from './daemon-stack.ts';
import { type Declared, type HostProps, hostsByToken, tokensOfHosts } from './declared.ts';
import { DeclaredHostStack } from './declared-host-stack.ts';
import { EvergrantStack } from './evergrant-stack.ts';
import { HealthStack } from './health-stack.ts';
import { HostStack } from './host-stack.ts';
import { inShards, SHARDS } from './shard-of.ts';

/** One is there already in most accounts. */
const MOST_NETWORKS = 4;

export interface DeploymentProps extends Declared {
  /**
   * Hosts that have a role of their own, by name; a policy is made for each. Not beside `hosts` in the declaration, from
   * which Evergrant makes the machines, too.
   *
   * @default - those of the declaration; where it has none one, named `host`, that runs every daemon and may read every
   * token
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
  /**
   * Where the declared EC2 hosts are.
   *
   * @default - a network without a NAT gateway for those of each stack
   */
  readonly vpc?: IVpc;
}

/**
 * Everything that `evergrant.yaml` asks of AWS, in stacks: `evergrant-D`, its credentials, hosts and daemons in up to
 * sixteen each, and `evergrant-D-health`. Which of the sixteen is a matter of a thing's name alone, so what is added
 * never moves what is there.
 */
export class Deployment extends Construct {
  readonly stack: EvergrantStack;
  /** What it was made of, for constructs of your own beside it. */
  readonly declared: Declared;
  readonly #hosts: Readonly<Record<string, HostProps>>;
  readonly #declaredHosts: ReadonlyMap<string, IHost>;

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id);
    const { declaration, code, vpc, watch = {} } = props;
    this.declared = { raw: props.raw, declaration };
    if (props.hosts && declaration.hosts.size > 0) throw this.#twice();
    this.#hosts = props.hosts ?? tokensOfHosts(declaration);
    this.stack = new EvergrantStack(this, 'common', {
      ...this.#about('key, ledger, ops channel, functions'),
      declaration,
      ...(code !== undefined && { code }),
    });
    this.#addCredentials();
    this.#declaredHosts = this.#addHosts(vpc);
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

  /**
   * A host of the declaration, to grant it what its consumers need of AWS: `table.grantReadData(deployment.host('ops'))`.
   *
   * @throws Fault `PropInvalid` for a name that is not declared
   */
  host(name: string): IHost {
    const host = this.#declaredHosts.get(name);
    if (host) return host;
    throw refusal(this, {
      prop: 'host',
      says: `${JSON.stringify(name)} is no host of the declaration; expected one of: ${[...this.#declaredHosts.keys()].join(', ') || 'none is declared'}`,
      remedy: 'declare the host or correct its name, then: npx cdk synth',
    });
  }

  #addCredentials(): void {
    const { raw, declaration } = this.declared;
    const hostsOf = hostsByToken(this.#hosts);
    for (const token of hostsOf.keys()) if (!declaration.tokens.has(token)) throw this.#token(token, hostsOf);
    const { grants, signingKeys, agentTokens } = declaration;
    const all = [...grants.keys(), ...signingKeys.keys(), ...agentTokens.keys()];
    for (const [shard, names] of inShards(all)) {
      const props = { raw, declaration, key: this.stack.key, hostsOf, names };
      new CredentialStack(this, `credentials-${shard}`, { ...this.#share('credentials', shard), ...props });
    }
  }

  /** @returns those of the declaration, by name */
  #addHosts(vpc: IVpc | undefined): ReadonlyMap<string, IHost> {
    const { raw, declaration } = this.declared;
    const { key, release } = this.stack;
    if (!vpc) this.#checkNetworks();
    const made = [...inShards(Object.keys(this.#hosts))].flatMap(([shard, names]) => {
      const about = this.#share('hosts', shard);
      if (release) {
        const props = { ...about, raw, declaration, key, release, names, ...(vpc && { vpc }) };
        return [...new DeclaredHostStack(this, `hosts-${shard}`, props).hosts];
      }
      const ours = Object.entries(this.#hosts).filter(([host]) => names.includes(host));
      const { deployment } = declaration;
      new HostStack(this, `hosts-${shard}`, { ...about, deployment, key, hosts: Object.fromEntries(ours) });
      return [];
    });
    return new Map(made);
  }

  /** Each stack with EC2 hosts brings a network, and a Region has five unless one asks for more. */
  #checkNetworks(): void {
    const hosts = [...this.declared.declaration.hosts.values()].filter(({ kind }) => kind === 'ec2');
    const { size } = inShards(hosts.map(({ name }) => name));
    if (size <= MOST_NETWORKS) return;
    throw refusal(this, {
      prop: 'vpc',
      says: `is needed: the ${hosts.length} EC2 hosts would bring ${size} networks, and a Region has five`,
      remedy:
        'give the network that they share, in an app of your own: new Deployment(app, id, { ...declared, vpc })',
    });
  }

  #addDaemons(watch: Readonly<Record<string, WatchOptions>>): readonly Stack[] {
    const { deployment, daemons } = this.declared.declaration;
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
    const { engine, deployment } = this.declared.declaration;
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

  #twice() {
    return refusal(this, {
      prop: 'hosts',
      says: 'the declaration has hosts, too; expected them in one place',
      remedy: 'leave this out, and declare every host in evergrant.yaml, then: npx cdk synth',
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
