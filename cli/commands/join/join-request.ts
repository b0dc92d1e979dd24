import type { AwsEngine } from '../../../core/config/declaration.ts';
import type { NewActivation } from '../../../core/host/activation.ts';
import type { Milliseconds } from '../../../core/time.ts';
import type { HostAccess } from '../../../host/access/host-access.ts';
import type { JoinGround } from '../../../host/join/check-join.ts';
import type { ConfigOption } from '../../command.ts';
import type { Io } from '../../io.ts';

export interface JoinOptions extends ConfigOption {
  readonly run?: boolean;
  readonly show?: boolean;
  readonly expires?: string;
  readonly again?: boolean;
  /** true: all machines of the host. */
  readonly remove?: string | true;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export interface JoinRequest {
  readonly deployment: string;
  readonly engine: AwsEngine;
  readonly host: string;
  /** How long the activation can be used. */
  readonly life: Milliseconds;
  readonly options: JoinOptions;
  readonly io: Io;
}

/** A script, and what it stands on. */
export interface Joining extends JoinRequest {
  readonly access: HostAccess;
  readonly ground: JoinGround;
  readonly activation: NewActivation;
  /** Holds the code. */
  readonly script: string;
}
