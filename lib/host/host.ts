import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import type { HostDeclaration } from '../../core/config/host-declaration.ts';
import type { ITokenQueue } from '../token-queue/token-queue.ts';

/**
 * A machine that consumers run on. What else they need of AWS is granted to it: `table.grantReadData(host)`. The host
 * daemon and its consumers have one identity, so whatever the host may do they may.
 */
export interface IHost extends IGrantable {
  readonly host: HostDeclaration;
  /** `evergrant-<deployment>-host-<host>`. */
  readonly role: IRole;
  /** Tells it of newer tokens. */
  readonly queue: ITokenQueue;
}
