import type { Fact } from '../issuer/preset.ts';
import type { SecretText } from '../secret-text.ts';

/** A request to the management API of an issuer, complete. */
export interface KeyRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the API's origin: `/v3/api_keys`. */
  readonly path: string;
  /** Proves who asks. */
  readonly key: SecretText;
  /** JSON; absent: none. */
  readonly body?: string;
}

/** What is known of an issuer whose API keys can be made and deleted by a program, as data and pure functions. */
export interface KeyApi {
  /** The name users write in `issuer:`. */
  readonly name: string;
  readonly title: string;
  /** Where the API is. */
  readonly origin: Fact<string>;
  /** What the managing key must be allowed to do. */
  readonly managingScopes: Fact<readonly string[]>;
  readonly create: Fact<
    (wish: { name: string; scopes: readonly string[]; manager: SecretText }) => KeyRequest
  >;
  /** @returns undefined when the answer holds no key */
  readonly readCreated: (body: unknown) => { readonly keyId: string; readonly key: string } | undefined;
  /** Asks about the key that it is sent with. */
  readonly test: Fact<(key: SecretText) => KeyRequest>;
  /** @returns undefined when the answer is of another form */
  readonly readScopes: (body: unknown) => readonly string[] | undefined;
  readonly remove: Fact<(wish: { keyId: string; manager: SecretText }) => KeyRequest>;
  readonly list: Fact<(manager: SecretText) => KeyRequest>;
  /** @returns undefined when the answer is of another form */
  readonly readList: (
    body: unknown,
  ) => readonly { readonly keyId: string; readonly name: string }[] | undefined;
  /** The id that stands in a key; undefined for what is no key of this issuer. */
  readonly keyIdOf: Fact<(key: SecretText) => string | undefined>;
  /** What people should know, one sentence each. */
  readonly quirks: readonly string[];
}
