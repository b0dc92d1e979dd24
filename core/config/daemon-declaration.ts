import type { Milliseconds } from '../time.ts';
import type { SinkDeclaration } from './sink-declaration.ts';
import type { TokenDeclaration } from './token-declaration.ts';

/** A token that a daemon gets without a file. */
export type TokenUse =
  /** Put into its environment when it is started; a process that runs never sees a newer one. */
  | { readonly via: 'environment'; readonly token: TokenDeclaration; readonly variable: string }
  /** Fetched by the daemon itself from the control socket. */
  | { readonly via: 'socket'; readonly token: TokenDeclaration };

/** A program that uses tokens. */
export type DaemonDeclaration = SupervisedDaemon | ExternalDaemon;

/** Run by `evergrant run NAME`. */
export interface SupervisedDaemon {
  readonly kind: 'supervised';
  readonly name: string;
  /** Program and arguments; no shell. */
  readonly command: readonly [string, ...string[]];
  readonly schedule:
    | { readonly kind: 'every'; readonly interval: Milliseconds }
    | { readonly kind: 'keepRunning' };
  /** The sinks that it reads. */
  readonly uses: readonly SinkDeclaration[];
  /** The tokens that it gets without one. */
  readonly tokens: readonly TokenUse[];
  /** Set: a kept-running daemon is started anew for each new token, with this long to end its work after TERM. */
  readonly restart: { readonly drain: Milliseconds } | undefined;
  readonly onFailure: {
    /** Failures in a row that still keep the declared interval. */
    readonly after: number;
    /** Intervals after that, in order; the last one repeats. Never empty. */
    readonly backoff: readonly Milliseconds[];
  };
  /** An exit that is a limit and not a failure: this code and an output line that holds this text. */
  readonly limitReached: { readonly exitCode: number; readonly log: string } | undefined;
  /** Absolute; undefined: where `evergrant run` was started. */
  readonly workingDirectory: string | undefined;
  /** Added to the environment of `evergrant run`. */
  readonly environment: Readonly<Record<string, string>>;
  /** A run that takes longer is ended and counts as failed; undefined: no limit. */
  readonly timeout: Milliseconds | undefined;
  readonly sessions: SessionQuota | undefined;
}

/** How many sessions a daemon may begin; each of them costs something. */
export interface SessionQuota {
  /** In a day of UTC. */
  readonly perDay: number;
  /** Text of the lines that say that one began; undefined: each run of a supervised daemon is one. */
  readonly begins: string | undefined;
}

/** Started by somebody else; known so that incidents name it. */
export interface ExternalDaemon {
  readonly kind: 'external';
  readonly name: string;
  /** The unit of systemd that it is, `jada-agent.service`; undefined: none, or it is not known. */
  readonly unit: string | undefined;
  /** File that it writes its log to, absolute; undefined: none, or its unit's journal is followed. */
  readonly log: string | undefined;
  readonly sessions: SessionQuota | undefined;
  readonly uses: readonly SinkDeclaration[];
  readonly tokens: readonly TokenUse[];
}
