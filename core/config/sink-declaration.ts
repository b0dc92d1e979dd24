import type { Milliseconds } from '../time.ts';
import type { TokenDeclaration } from './token-declaration.ts';

/** A file that a token is delivered to. */
export interface SinkDeclaration {
  readonly name: string;
  readonly token: TokenDeclaration;
  /** Absolute. */
  readonly file: string;
  /** What is written into it. */
  readonly shape: SinkShape;
  /** Name of the user that owns the file; undefined: whoever owns it now, else whoever runs the broker. */
  readonly owner: string | undefined;
  /** Permission bits, as in 0o600; undefined: those of the file, which is somebody else's. */
  readonly mode: number | undefined;
  /** What is done after each delivery; undefined: nothing. */
  readonly afterDelivery: AfterDelivery | undefined;
  readonly adoption: AdoptionDeclaration;
}

/** The content of a sink's file: the whole of it, or a part of somebody else's. */
export type SinkShape =
  /** The token and nothing else. */
  | { readonly kind: 'raw' }
  /** An object with token, type and expiry. */
  | { readonly kind: 'access-token-json' }
  /** An object with these fields, in this order. */
  | { readonly kind: 'json'; readonly fields: SinkFields }
  /** What Google's own libraries read as an authorized user, with placeholders for what stays in the broker. */
  | { readonly kind: 'google-authorized-user' }
  /** Lines `NAME=value`; every other line of the file stays as it is. */
  | { readonly kind: 'dotenv'; readonly fields: SinkFields }
  /** Values at these places of a JSON file that is there, by JSON Pointer (RFC 6901); all else stays as it is. */
  | { readonly kind: 'patch'; readonly fields: SinkFields };

/** What stands under each name, or at each place. At least one is the token itself. */
export type SinkFields = ReadonlyMap<string, SinkField>;

/** One value. */
export type SinkField =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'instant'; readonly of: 'expiresAt' | 'issuedAt'; readonly format: InstantFormat }
  | { readonly kind: 'part'; readonly of: 'value' | 'type' | 'scope' | 'generation' | 'fingerprint' };

export type InstantFormat = 'iso' | 'epochSeconds' | 'epochMilliseconds';

/** What is done once a token lies in its sink. It is told the fingerprint and never the token. */
export type AfterDelivery =
  | {
      readonly kind: 'command';
      /** Program and arguments; no shell. */
      readonly command: readonly [string, ...string[]];
      /** A command that takes longer is ended and has failed. */
      readonly timeout: Milliseconds;
    }
  /** Sent to the process whose number this file holds. `pidFile` is absolute. */
  | { readonly kind: 'signal'; readonly signal: AfterDeliverySignal; readonly pidFile: string };

export const AFTER_DELIVERY_SIGNALS = ['HUP', 'USR1', 'USR2', 'TERM'] as const;

export type AfterDeliverySignal = (typeof AFTER_DELIVERY_SIGNALS)[number];

/** How it is found out whether consumers use what was delivered. */
export interface AdoptionDeclaration {
  /** A consumer that proves an older token for longer than this after a delivery is stale in memory. */
  readonly within: Milliseconds;
  /** Prints the fingerprint that the consumer uses; undefined: consumers acknowledge by themselves, or cannot. */
  readonly probe: readonly [string, ...string[]] | undefined;
}
