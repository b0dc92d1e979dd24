import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { grantDocument } from '../../core/config/grant-document.ts';
import { declared, isMapping, type RawMapping } from '../../core/config/raw-tree.ts';
import { grantParameter, secretName } from '../../core/wire.ts';
import { acknowledge } from '../acknowledge.ts';
import { refusal } from '../refuse.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';
import type { ITokenQueue } from '../token-queue/token-queue.ts';
import { checkedDeclaration, type GrantDeclarationInput } from './checked-declaration.ts';
import { EmptySecret } from './empty-secret.ts';
import { readTokenStatements } from './read-token.ts';
import { rotationRate } from './rotation-rate.ts';

/** A grant whose tokens others may read. */
export interface IManagedGrant {
  readonly grantName: string;
  /** Whole ARN of the secret of each token, by the token's name. */
  readonly tokenSecretArns: Readonly<Record<string, string>>;
  /**
   * Lets somebody read a token of this grant: the one in force and no other, and never the grant itself.
   *
   * @param token its name; may be left out where the grant has one
   */
  grantReadToken(grantee: IGrantable, token?: string): Grant;
}

/** What is known of a grant of another stack. */
export interface ManagedGrantAttributes {
  readonly grantName: string;
  readonly tokenSecretArns: Readonly<Record<string, string>>;
  /** The customer key. */
  readonly key: IKey;
}

export interface ManagedGrantProps {
  /** What refreshes the grant. */
  readonly broker: ITokenBroker;
  /** Name of the grant, one of `declaration.grants`. */
  readonly grantName: string;
  /** What `evergrant.yaml` says of the grant: its client, itself, its tokens and what uses them. More is left aside. */
  readonly declaration: GrantDeclarationInput;
  /**
   * How often Secrets Manager rotates each token on top of its refreshes: a second clock, should the first one stop. Four
   * hours or more, in whole hours.
   *
   * @default Duration.hours(24)
   */
  readonly rotateEvery?: Duration;
  /**
   * What becomes of the secrets when their stack goes or the grant leaves it. Only a person's new consent replaces a
   * grant.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * One consent that is kept alive: its secret, the secrets of its tokens, and the parameter that tells the functions what
 * was declared. All secrets are created empty; `evergrant login` or `evergrant migrate` fills them.
 */
export class ManagedGrant extends Construct implements IManagedGrant {
  /** A grant that another stack made. */
  static fromManagedGrantAttributes(
    scope: Construct,
    id: string,
    from: ManagedGrantAttributes,
  ): IManagedGrant {
    return new ImportedGrant(scope, id, from);
  }

  readonly grantName: string;
  readonly grantSecretArn: string;
  readonly tokenSecretArns: Readonly<Record<string, string>>;
  readonly parameterName: string;
  readonly #broker: ITokenBroker;
  readonly #queues = new Map<string, Set<string>>();

  constructor(scope: Construct, id: string, props: ManagedGrantProps) {
    super(scope, id);
    const { broker, grantName, removalPolicy = RemovalPolicy.RETAIN } = props;
    const { deployment } = broker;
    const raw = checkedDeclaration(this, { input: props.declaration, deployment });
    if (!isMapping(raw.grants) || !Object.hasOwn(raw.grants, grantName)) throw this.#unknown(grantName, raw);
    this.#broker = broker;
    this.grantName = grantName;
    const secret = { key: broker.key, removalPolicy };
    const grantSecret = new EmptySecret(this, 'Secret', {
      ...secret,
      secretName: secretName(deployment, `grant/${grantName}`),
      description: `Evergrant: grant ${grantName}; filled by: evergrant login ${grantName}`,
    });
    acknowledge(
      grantSecret,
      'SMG4',
      'the broker replaces this value at every refresh that brings a new one; rotating it beside would spend it twice',
    );
    this.grantSecretArn = grantSecret.secretArn;
    const rate = rotationRate(this, props.rotateEvery ?? Duration.hours(24));
    this.tokenSecretArns = Object.fromEntries(
      tokensOf(raw, grantName).map((token) => {
        const tokenSecret = new EmptySecret(this, `Token-${token}`, {
          ...secret,
          secretName: secretName(deployment, `token/${token}`),
          description: `Evergrant: token ${token} of grant ${grantName}; written by every refresh`,
          fedBy: grantName,
        });
        this.#rotate(token, { secret: tokenSecret, rate });
        return [token, tokenSecret.secretArn];
      }),
    );
    this.parameterName = grantParameter(deployment, grantName);
    this.#describe(raw);
  }

  grantReadToken(grantee: IGrantable, token?: string): Grant {
    const secretArn = tokenArn(this, this.tokenSecretArns, token);
    return grantRead(this, grantee, { secretArn, key: this.#broker.key });
  }

  /**
   * Has a host told of each new token of this grant.
   *
   * @param options.token one token only
   */
  addDelivery(queue: ITokenQueue, options: { readonly token?: string } = {}): void {
    const tokens = options.token === undefined ? Object.keys(this.tokenSecretArns) : [options.token];
    for (const token of tokens) {
      tokenArn(this, this.tokenSecretArns, token);
      const queues = this.#queues.get(token) ?? new Set();
      this.#queues.set(token, queues.add(queue.queueUrl));
    }
  }

  #rotate(token: string, { secret, rate }: { secret: EmptySecret; rate: string }): void {
    new CfnRotationSchedule(this, `Rotation-${token}`, {
      secretId: secret.secretArn,
      rotationLambdaArn: this.#broker.rotateFunctionArn,
      rotationRules: { scheduleExpression: rate },
      // A deployment that rotates would refresh, and a rollback would refresh again.
      rotateImmediatelyOnUpdate: false,
    });
  }

  #describe(raw: RawMapping): void {
    const stringValue = Lazy.string({
      produce: () => {
        const queues = Object.fromEntries([...this.#queues].map(([token, urls]) => [token, [...urls]]));
        const document = grantDocument(raw, { grant: this.grantName, queues });
        return Stack.of(this).toJsonString(document);
      },
    });
    const parameter = new StringParameter(this, 'Document', {
      parameterName: this.parameterName,
      description: `Evergrant: what is declared of grant ${this.grantName}; no secret`,
      stringValue,
      // Advanced, and paid for, from 4,096 bytes on, which the queues of some twenty hosts make.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
    // Made anew from the declaration whenever it is deployed.
    parameter.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }

  #unknown(grantName: string, { grants }: RawMapping) {
    const names = isMapping(grants) ? Object.keys(grants) : [];
    return refusal(this, {
      prop: 'grantName',
      says: `${JSON.stringify(grantName)} is not in declaration.grants; expected one of: ${names.join(', ')}`,
      remedy: 'declare the grant or correct its name, then: npx cdk synth',
    });
  }
}

class ImportedGrant extends Construct implements IManagedGrant {
  readonly grantName: string;
  readonly tokenSecretArns: Readonly<Record<string, string>>;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, from: ManagedGrantAttributes) {
    super(scope, id);
    this.grantName = from.grantName;
    this.tokenSecretArns = from.tokenSecretArns;
    this.#key = from.key;
  }

  grantReadToken(grantee: IGrantable, token?: string): Grant {
    const secretArn = tokenArn(this, this.tokenSecretArns, token);
    return grantRead(this, grantee, { secretArn, key: this.#key });
  }
}

/** The tokens that name the grant; where none does, one of the grant's own name. */
export function tokensOf(raw: RawMapping, grantName: string): readonly string[] {
  const tokens = declared(raw, 'tokens').flatMap(([name, { grant }]) => (grant === grantName ? [name] : []));
  return tokens.length > 0 ? tokens : [grantName];
}

function grantRead(
  scope: Construct,
  grantee: IGrantable,
  { secretArn, key }: { secretArn: string; key: IKey },
): Grant {
  const [first, ...others] = readTokenStatements(scope, { secretArns: [secretArn], key }).map(
    ({ actions, resources: resourceArns, conditions }) =>
      Grant.addToPrincipal({ grantee, actions, resourceArns, conditions }),
  );
  if (first === undefined) return Grant.drop(grantee, 'nothing to read');
  return others.reduce((all, grant) => all.combine(grant), first);
}

function tokenArn(
  scope: Construct,
  arns: Readonly<Record<string, string>>,
  token: string | undefined,
): string {
  const names = Object.keys(arns);
  const name = token ?? (names.length === 1 ? names[0] : undefined);
  const arn = name === undefined || !Object.hasOwn(arns, name) ? undefined : arns[name];
  if (arn !== undefined) return arn;
  throw refusal(scope, {
    prop: 'token',
    says: `expected one of ${names.join(', ')}, got ${token === undefined ? 'none' : JSON.stringify(token)}`,
    remedy: 'name a token of this grant, then: npx cdk synth',
  });
}
