import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Declaration } from '../../core/config/declaration.ts';
import type { HostDeclaration } from '../../core/config/host-declaration.ts';
import type { RawMapping } from '../../core/config/raw-tree.ts';
import type { BootstrapOptions } from '../../core/host/bootstrap/bootstrap-options.ts';
import { hostTokenSocket } from '../../core/host/host-token-socket.ts';
import { hostLogGroup, hostRoleName } from '../../core/wire.ts';
import { grantDaemon } from '../host-access/grant-daemon.ts';
import { HostAccess } from '../host-access/host-access.ts';
import type { IHostRelease } from '../host-release/host-release.ts';
import { refusal } from '../refuse.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';
import { TokenQueue } from '../token-queue/token-queue.ts';
import { grantManaged } from './grant-managed.ts';
import type { IHost } from './host.ts';
import { HostParameter } from './host-parameter.ts';
import { HostUpdate } from './host-update.ts';

export interface HostBaseProps {
  /** What refreshes its tokens. */
  readonly broker: ITokenBroker;
  /** Name of the host, one of `hosts` in the declaration. */
  readonly hostName: string;
  /** `evergrant.yaml` as it was written and found valid. */
  readonly raw: RawMapping;
  /** The same as it was understood. */
  readonly declaration: Declaration;
  /** The host daemon that it runs. */
  readonly release: IHostRelease;
  /**
   * How long is kept what the host daemon says of itself.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
}

/** A host of one kind, and who may take its role. */
export interface HostKind<H extends HostDeclaration> {
  readonly host: H;
  /** Who hands out the identity of the host. */
  readonly assumedBy: IPrincipal;
}

/**
 * What every declared host has, whatever it is made of: a role of its own, a queue, a log group, a parameter with its
 * document, and the document of Systems Manager that keeps its daemon new.
 */
export abstract class HostBase<H extends HostDeclaration> extends Construct implements IHost {
  readonly host: H;
  readonly role: Role;
  readonly queue: TokenQueue;
  /** What the host daemon says itself; lines of daemons are in groups of their own. */
  readonly logGroup: ILogGroup;
  readonly update: HostUpdate;
  /** What scripts of the host are told. */
  protected readonly bootstrap: BootstrapOptions;

  protected constructor(scope: Construct, id: string, props: HostBaseProps & HostKind<H>) {
    super(scope, id);
    const { broker, host, raw, declaration, release } = props;
    const { deployment, key } = broker;
    const daemons = host.daemons.map(({ name }) => name);
    this.host = host;
    this.queue = new TokenQueue(this, 'Queue', { deployment, host: host.name, key });
    this.role = new Role(this, 'Role', {
      roleName: hostRoleName(deployment, host.name),
      assumedBy: props.assumedBy,
      description: `Host ${host.name} of the Evergrant deployment ${deployment}`,
    });
    const { policies } = new HostAccess(this, 'Access', {
      broker,
      host: host.name,
      tokens: host.tokens.map(({ name }) => name),
      queue: this.queue,
    });
    for (const policy of policies) this.role.addManagedPolicy(policy);
    grantDaemon(this, this.role, { broker, host: host.name, daemons });
    grantManaged(this, this.role, { deployment, host });
    release.grantFetch(this.role);
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: hostLogGroup(deployment, host.name),
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { region, account } = Stack.of(this);
    const tokenSocket = hostTokenSocket(declaration, host);
    this.bootstrap = { deployment, host, region, account, tokenSocket };
    new HostParameter(this, 'Document', { deployment, raw, host });
    this.update = new HostUpdate(this, 'Update', { ...this.bootstrap, release: release.source });
  }

  get grantPrincipal(): Role {
    return this.role;
  }
}

/** The declaration of a host of this kind. @throws Fault `PropInvalid` where there is none, or one of another kind */
export function declaredHost<K extends HostDeclaration['kind']>(
  scope: Construct,
  { declaration, hostName, kind }: Pick<HostBaseProps, 'declaration' | 'hostName'> & { kind: K },
): Extract<HostDeclaration, { kind: K }> {
  const host = declaration.hosts.get(hostName);
  if (host && isOfKind(host, kind)) return host;
  const names = [...declaration.hosts.values()].filter((each) => each.kind === kind).map(({ name }) => name);
  throw refusal(scope, {
    prop: 'hostName',
    says: `${JSON.stringify(hostName)} is no ${kind} host of the declaration; expected one of: ${names.join(', ') || 'none is declared'}`,
    remedy: 'declare the host or correct its name, then: npx cdk synth',
  });
}

function isOfKind<K extends HostDeclaration['kind']>(
  host: HostDeclaration,
  kind: K,
): host is Extract<HostDeclaration, { kind: K }> {
  return host.kind === kind;
}
