import type { SupervisedDaemon, TokenUse } from '../config/daemon-declaration.ts';
import type { Milliseconds } from '../time.ts';

/** Everything a supervisor needs to know of its daemon: the declaration without sinks, channels and paths to them. */
export interface DaemonSpec {
  readonly name: string;
  /** Program and arguments; no shell. */
  readonly command: readonly [string, ...string[]];
  readonly schedule:
    | { readonly kind: 'every'; readonly interval: Milliseconds }
    | { readonly kind: 'keepRunning' };
  /** Names of the grants behind the tokens that it uses, each once. Empty: it is never held. */
  readonly grants: readonly string[];
  readonly onFailure: {
    /** Failures in a row that still keep the normal interval. */
    readonly after: number;
    /** Intervals after that, in order; the last one repeats. */
    readonly backoff: readonly Milliseconds[];
  };
  /** More failures in a row than this are CRITICAL. */
  readonly criticalAfter: number;
  /** An exit that is a limit and not a failure: this code and an output line that holds this text. */
  readonly limitReached: { readonly exitCode: number; readonly log: string } | undefined;
  /** Text of the lines that say that a session began; absent: none is declared. */
  readonly sessionBegins?: string | undefined;
  /** undefined: where the supervisor was started. */
  readonly workingDirectory: string | undefined;
  /** Added to the supervisor's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Tokens that it gets without a sink; absent: none. */
  readonly tokens?: readonly TokenUse[];
  /** Set: it is started anew for each new token, with this long to end its work after TERM. */
  readonly restart?: { readonly drain: Milliseconds } | undefined;
  /** A run that takes longer is ended and counts as failed; undefined: no limit. */
  readonly timeout: Milliseconds | undefined;
}

/** @param options.criticalAfter of the alerts file, since it is a property of the channel and not of the daemon. */
export function daemonSpec(declared: SupervisedDaemon, options: { criticalAfter: number }): DaemonSpec {
  const { kind: _, uses, sessions, ...rest } = declared;
  return {
    ...rest,
    grants: [...new Set([...uses, ...rest.tokens].map(({ token }) => token.credential.name))],
    criticalAfter: options.criticalAfter,
    sessionBegins: sessions?.begins,
  };
}
