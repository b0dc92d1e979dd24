import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { SigningKeyDeclaration } from '../../core/config/signing-key-declaration.ts';
import { ENVIRONMENT } from '../../core/wire.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { BrokerFunction } from '../token-broker/broker-function.ts';
import { bundlesFolder } from '../token-broker/bundles-folder.ts';

export interface KeyWebProps {
  readonly deployment: string;
  /** The customer key. */
  readonly key: IKey;
  readonly ledger: Ledger;
  /** Whose public keys are served; at least one. */
  readonly signingKeys: readonly Pick<SigningKeyDeclaration, 'name' | 'issuer' | 'algorithm'>[];
  /**
   * The folder with the bundles of the functions, `web/index.mjs` and so on.
   *
   * @default - those of this package
   */
  readonly code?: string;
}

/**
 * The pages of verifiers: a function that serves the public halves of signing keys to whoever asks. It may read the ledger
 * items of signing keys, in which there is nothing secret, and nothing else.
 */
export class KeyWeb extends Construct {
  /** Where everybody finds the keys, without a slash at its end. Put it behind the address of the issuer. */
  readonly url: string;
  readonly function: BrokerFunction;

  constructor(scope: Construct, id: string, props: KeyWebProps) {
    super(scope, id);
    const { deployment, key, ledger, signingKeys } = props;
    this.function = new BrokerFunction(this, 'Web', {
      deployment,
      name: 'web',
      description: 'Serves the public halves of signing keys to whoever asks',
      code: props.code ?? bundlesFolder(),
      key,
      retention: RetentionDays.THREE_MONTHS,
      timeout: Duration.seconds(30),
      retries: 0,
      environment: {
        [ENVIRONMENT.table]: ledger.tableName,
        [ENVIRONMENT.issuers]: JSON.stringify(
          signingKeys.map(({ name, issuer, algorithm }) => ({ key: name, issuer, algorithm })),
        ),
      },
    });
    ledger.grantReadSigningKeys(this.function.role);
    // Verifiers are anybody: a public key has no readers to choose.
    this.url = this.function.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
  }
}
