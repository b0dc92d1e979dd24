import type { SecretText } from '../secret-text.ts';

/**
 * What one file of another tool's secrets folder holds, told by its content and not by its name. One file may hold
 * several things: a Google authorized_user file holds client, refresh token and access token.
 */
export interface FoundFile {
  /** Name in the folder. */
  readonly name: string;
  readonly client: FoundClient | undefined;
  /** Client that the tokens in this file belong to; undefined where the file does not say. */
  readonly clientId: string | undefined;
  readonly refreshToken: SecretText | undefined;
  /** The key under which the access token lies, which tells the shape that its readers expect. */
  readonly accessTokenKey: 'token' | 'access_token' | undefined;
  /** As the file has them; empty where it says nothing. */
  readonly scopes: readonly string[];
  readonly account: string | undefined;
}

/** A client with its secret. */
export interface FoundClient {
  readonly clientId: string;
  readonly clientSecret: SecretText | undefined;
  /** Does the file have the form of Google's download, so that a declaration can name it? */
  readonly download: boolean;
  /** Endpoints that the file names. */
  readonly authorizationEndpoint: string | undefined;
  readonly tokenEndpoint: string | undefined;
}

/** Something in the folder that is not imported, and why. */
export interface IgnoredFile {
  readonly name: string;
  readonly why: string;
}

/** Something wrong with the folder: what, and the command that repairs it. */
export interface ImportProblem {
  /** PascalCase. */
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}
