import type { AgentTokenState } from '../agent-token/state.ts';
import type { Forecast } from '../forecast/forecast.ts';
import type { GrantState } from '../grant/state.ts';
import type { KeyState } from '../rotate/state.ts';
import type { SigningKeyState } from '../signing-key/state.ts';
import type { Instant, Milliseconds } from '../time.ts';

/** Something that could not be used, as the fault that it raised says it. */
export interface Trouble {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

/** Everything that the checks of one grant look at, gathered once and without asking the issuer. */
export interface GrantSituation {
  readonly grant: string;
  /** What the ledger says; a trouble when it cannot be read from here. */
  readonly ledger: { readonly kind: 'read'; readonly state: GrantState } | Unread;
  /** Issuer's time. */
  readonly now: Instant;
  readonly forecast: Forecast;
  /** Leads of warnings before a forecast end. */
  readonly warnBefore: readonly Milliseconds[];
  /** How long nobody will look after the grant; 0: not planned. */
  readonly downtime: Milliseconds;
  /** Why the client, or the grant that stands by policy, could not be proven; null: what proves it is readable. */
  readonly client: Trouble | null;
  readonly sinks: readonly SinkSituation[];
}

/** Everything that the checks of one API key look at. */
export interface KeySituation {
  /** The key's name; findings carry it where grants carry theirs. */
  readonly grant: string;
  readonly ledger: { readonly kind: 'read'; readonly state: KeyState } | Unread;
  readonly now: Instant;
  /** Does its issuer make its successors? */
  readonly rotation: boolean;
  readonly warnAfter: Milliseconds | undefined;
  readonly sinks: readonly SinkSituation[];
}

/** Everything that the checks of one agent's tokens look at. */
export interface AgentTokenSituation {
  /** The token's name; findings carry it where grants carry theirs. */
  readonly grant: string;
  readonly ledger:
    | { readonly kind: 'read'; readonly state: AgentTokenState; readonly key: SigningKeyState }
    | Unread;
  readonly now: Instant;
  readonly sinks: readonly SinkSituation[];
}

/** The ledger could not be read. */
export interface Unread {
  readonly kind: 'unread';
  readonly trouble: Trouble;
}

export interface SinkSituation {
  readonly sink: string;
  readonly target: string;
  /** Could a token be put there? `unknown`: only the broker's own user can tell. */
  readonly writable:
    | { readonly kind: 'yes' }
    | { readonly kind: 'unknown' }
    | { readonly kind: 'no'; readonly trouble: Trouble };
  readonly content:
    | { readonly kind: 'token'; readonly fingerprint: string }
    | { readonly kind: 'missing' | 'foreign' }
    | { readonly kind: 'unread'; readonly trouble: Trouble };
}

/** What concerns no single grant of one machine. */
export interface MachineSituation {
  readonly stateDirectory: string;
  readonly state:
    | { readonly kind: 'sound' }
    | { readonly kind: 'damaged'; readonly files: readonly string[] }
    | { readonly kind: 'clone' }
    | { readonly kind: 'unusable'; readonly trouble: Trouble };
  readonly broker:
    | { readonly kind: 'running'; readonly pid: number }
    | { readonly kind: 'away' }
    | { readonly kind: 'silent' };
  /** Declared alert channels beside the terminal. */
  readonly alerts: readonly { readonly channel: string; readonly trouble: Trouble | null }[];
  /** How many clients of one server start together, where the caller said how many it takes at once. */
  readonly capacity: Capacity | null;
}

/** What concerns no single grant of a deployment in AWS. */
export interface DeploymentSituation {
  readonly resources: readonly ResourceSituation[];
  /** Why nothing proves that the function runs; null: it beat within the last minutes. */
  readonly beat: Trouble | null;
  /** Names of the declared subscribers of the ops topic. */
  readonly subscribers: readonly string[];
}

/** A part of the deployment. */
export interface ResourceSituation {
  /** For people: `secret evergrant/jada/grant/crew-sheets`. */
  readonly resource: string;
  /** Why it cannot be used; null: it is there. */
  readonly trouble: Trouble | null;
}

export interface Capacity {
  readonly consumers: number;
  readonly atOnce: number;
}
