import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { DUE_INDEX, tableName } from '../../core/wire.ts';
import { checkName, refusal } from '../refuse.ts';
import { grantKeyVia } from '../use-key.ts';

/** What whoever settles a refresh does to the table: items by their keys. */
const KEEP = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'];

/** What whoever works off what is due does: asks the index, and says when a grant is to be looked at again. */
const FIND_DUE = ['dynamodb:Query'];
const LOOK_AGAIN = ['dynamodb:UpdateItem'];

/** What whoever says how everything is reads: items by their keys, and all of them. */
const READ = ['dynamodb:GetItem', 'dynamodb:Scan'];

/** What whoever tells people writes: that they were told. */
const TELL = ['dynamodb:PutItem'];

/** What whoever serves public keys reads. */
const READ_ONE = ['dynamodb:GetItem'];

/** What DynamoDB does to the key with the rights of its caller. */
const USE_KEY = ['kms:Decrypt', 'kms:DescribeKey'];

export interface LedgerProps {
  /** Name of the deployment; the table is `evergrant-<deployment>`. */
  readonly deployment: string;
  /** The customer key. */
  readonly key: IKey;
  /**
   * What becomes of the table when its stack goes. Without it nobody knows which value of a grant is the newest.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * State, locks, intents and incidents, never a secret in the clear: one table, on demand, with point-in-time recovery
 * and the sparse index `due`, which lists what is looked at by time.
 */
export class Ledger extends Construct {
  readonly table: TableV2;
  readonly tableName: string;
  readonly tableArn: string;
  readonly key: IKey;

  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id);
    const { deployment, key, removalPolicy = RemovalPolicy.RETAIN } = props;
    checkName(this, { prop: 'deployment', value: deployment, most: 40 });
    if (Token.isUnresolved(Stack.of(this).region)) throw this.#region();
    this.key = key;
    this.table = new TableV2(this, 'Table', {
      tableName: tableName(deployment),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: DUE_INDEX,
          partitionKey: { name: 'due', type: AttributeType.STRING },
          sortKey: { name: 'refreshAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
    this.tableName = this.table.tableName;
    this.tableArn = this.table.tableArn;
  }

  /** Lets a broker read and write items, each by its key. */
  grantKeep(grantee: IGrantable): Grant {
    return this.#grant(grantee, { actions: KEEP });
  }

  /** Lets somebody read every item and change none. */
  grantRead(grantee: IGrantable): Grant {
    return this.#grant(grantee, { actions: READ });
  }

  /** Lets somebody ask which grants are due, and put off when one is to be looked at again. */
  grantWorkOff(grantee: IGrantable): Grant {
    const index = `${this.tableArn}/index/${DUE_INDEX}`;
    const find = this.#grant(grantee, { actions: FIND_DUE, resource: index });
    return find.combine(this.#grant(grantee, { actions: LOOK_AGAIN }));
  }

  /** Lets somebody write incidents, which say what people were told, and nothing of grants. */
  grantKeepIncidents(grantee: IGrantable): Grant {
    return this.#grant(grantee, {
      actions: TELL,
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['incident#*'] } },
    });
  }

  /** Lets somebody read the items of signing keys, which hold public halves and dates, and no other. */
  grantReadSigningKeys(grantee: IGrantable): Grant {
    return this.#grant(grantee, {
      actions: READ_ONE,
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['signingKey#*'] } },
    });
  }

  #region() {
    return refusal(this, {
      prop: 'env.region',
      says: 'the stack names no Region, and a table with a key of ours cannot be made in any',
      remedy: "give its stack { env: { region: 'us-east-1' } }",
    });
  }

  #grant(
    grantee: IGrantable,
    {
      actions,
      resource = this.tableArn,
      conditions = {},
    }: {
      actions: readonly string[];
      resource?: string;
      conditions?: Record<string, Record<string, unknown>>;
    },
  ): Grant {
    grantKeyVia(this, grantee, { key: this.key, service: 'dynamodb', actions: USE_KEY });
    return Grant.addToPrincipal({
      grantee,
      actions: [...actions],
      resourceArns: [resource],
      conditions,
    });
  }
}
