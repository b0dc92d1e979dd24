import type { AwsService } from '../aws-service.ts';
import { labelActions } from './label-actions.ts';
import { rotationActions } from './rotation-actions.ts';
import { RotationDriver } from './rotation-driver.ts';
import { secretActions } from './secret-actions.ts';
import { SecretVault } from './secret-vault.ts';
import { valueActions } from './value-actions.ts';

/** Secrets Manager. */
export class SecretsManagerService implements AwsService {
  readonly name = 'secretsmanager';
  readonly protocol = { kind: 'json', target: 'secretsmanager', version: '1.1' } as const;
  /** The secrets as they lie there; `vault.lag` makes reads lag behind writes. */
  readonly vault = new SecretVault();
  /** Who calls rotation functions: set `rotation.invoke`. */
  readonly rotation = new RotationDriver(this.vault);
  readonly actions = {
    ...secretActions(this.vault),
    ...valueActions(this.vault),
    ...labelActions(this.vault),
    ...rotationActions(this.vault, this.rotation),
  };
}
