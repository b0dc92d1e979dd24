import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** What the server did with a request to its token endpoint, whether or not the client heard of it. */
export type TokenOutcome =
  /** Tokens were issued. */
  | 'issued'
  /** Tokens were issued for a refresh token that had been used before, within its grace window. */
  | 'issuedInGrace'
  /** A consumed refresh token came again: the whole family is dead. */
  | 'familyRevoked'
  | 'invalid_grant'
  /** Another OAuth error: a wrong client, a wrong request. */
  | 'refused'
  /** A scripted fault answered in place of the server: nothing was done. */
  | 'fault';

/** One request to the token endpoint. Tokens appear as fingerprints only. */
export interface TokenRequestEntry {
  /** ISO 8601, server's clock, when the answer was ready. */
  readonly at: string;
  /** Counts from 1 in the order in which requests were settled. */
  readonly number: number;
  readonly clientId: string | null;
  readonly grantType: string | null;
  /** Fingerprint of the refresh token that was sent; null at a code exchange. */
  readonly sent: string | null;
  readonly outcome: TokenOutcome;
  /** Kind of the scripted fault that spoilt or replaced the answer. */
  readonly fault: string | null;
  /** Fingerprints of what was issued, also when the answer never arrived. */
  readonly issued: { readonly accessToken: string | null; readonly refreshToken: string | null };
  /** Grant id of the family that this is about. */
  readonly family: string | null;
}

/**
 * The server's own account of what it issued and consumed, against which clients are checked. Entries are durable,
 * where a file is given, before the client hears an answer.
 */
export class ServerRecord {
  readonly #entries: TokenRequestEntry[] = [];
  #file: number | null;

  /** @param file JSON Lines are appended to it, each one fsynced. */
  constructor(file?: string) {
    this.#file = file === undefined ? null : openSync(file, 'a', 0o600);
  }

  get entries(): readonly TokenRequestEntry[] {
    return this.#entries;
  }

  append(fields: Omit<TokenRequestEntry, 'at' | 'number'>): void {
    const entry = { at: new Date().toISOString(), number: this.#entries.length + 1, ...fields };
    this.#entries.push(entry);
    if (this.#file === null) return;
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
  }

  /** Later entries are kept in memory only. */
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
