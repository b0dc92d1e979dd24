import type { KeyApi } from '../rotate/key-api.ts';
import type { Milliseconds } from '../time.ts';

/** A key that lives until somebody ends it, and that consumers hold as it is. */
export interface ApiKeyDeclaration {
  readonly kind: 'api-key';
  readonly name: string;
  /** undefined: a person replaces the key. */
  readonly rotation: KeyRotationDeclaration | undefined;
  /** Age at which a person is asked to replace it; undefined: never. */
  readonly warnAfter: Milliseconds | undefined;
}

/** How the issuer of a key is asked for its successors. */
export interface KeyRotationDeclaration {
  readonly api: KeyApi;
  /** Where the API is. */
  readonly origin: string;
  /** Name of the API key that may manage keys; the key's own name where it manages itself. */
  readonly managedBy: string;
  /** What a new key may do; undefined: what the one before it may. */
  readonly scopes: readonly string[] | undefined;
  readonly rotateEvery: Milliseconds;
  /** How long the old key works beside the new one. */
  readonly overlap: Milliseconds;
  /** How often the issuer is asked whether the key in force lives. */
  readonly verifyEvery: Milliseconds;
}
