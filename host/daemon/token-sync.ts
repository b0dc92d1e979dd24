import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import { Fault } from '../../core/fault.ts';
import type { Clock } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import type { TokenNotice } from '../../core/wire.ts';
import { Serial } from '../broker/serial.ts';
import type { HeldToken, TokenBook } from './token-book.ts';

export interface TokenSyncOptions {
  readonly tokens: ReadonlyMap<string, TokenDeclaration>;
  readonly book: TokenBook;
  /** The version of a token's secret at AWSCURRENT; undefined while there is none. */
  readonly read: (
    token: string,
  ) => Promise<{ readonly versionId: string; readonly value: SecretText } | undefined>;
  /** Which version that is, without its value; undefined while there is none. */
  readonly describe: (token: string) => Promise<string | undefined>;
  readonly clock: Clock;
  /** A newer token of this credential is here. */
  readonly renewed: (credential: string) => void;
  /** Its sinks are to be looked at. */
  readonly deliver: (credential: string) => Promise<void>;
  /** Told of each look at a token: how it failed, or that it did not. */
  readonly looked: (token: string, failure: unknown) => void;
  /** Told of a notice of a token that this host does not have. */
  readonly foreign: (token: string) => void;
}

/**
 * Brings the tokens of a host into its book and its sinks. The generation alone decides what is newer, so notices that
 * come twice, late or in the wrong order are harmless; what is here stays for as long as nothing newer can be read.
 */
export class TokenSync {
  readonly #options: TokenSyncOptions;
  /** One reader for each token. */
  readonly #readers = new Map<string, Serial>();
  /** What was read last of each token. */
  readonly #versions = new Map<string, string>();

  constructor(options: TokenSyncOptions) {
    this.#options = options;
  }

  /**
   * A notice: reads until that generation is here, and delivers it.
   * @throws Fault `TokenLagging` for a secret that stays behind its notice, and the faults of AWS: the notice comes again
   */
  async notice({
    credential: name,
    generation,
  }: Pick<TokenNotice, 'credential' | 'generation'>): Promise<void> {
    const token = this.#options.tokens.get(name);
    if (!token) return this.#options.foreign(name);
    await this.fetch(token, generation);
    await this.#options.deliver(token.credential.name);
  }

  /** Looks at every token, whatever was told of it, and at its sinks. Never rejects. */
  async lookAtAll(): Promise<void> {
    const tokens = [...this.#options.tokens.values()];
    await Promise.all(tokens.map((token) => this.#look(token).catch(() => undefined)));
    const credentials = new Set(tokens.map(({ credential }) => credential.name));
    await Promise.all([...credentials].map((credential) => this.#options.deliver(credential)));
  }

  /**
   * The token of this generation or a later one.
   * @returns undefined for a secret without a value, where none is demanded
   */
  async fetch(token: TokenDeclaration, generation: number): Promise<HeldToken | undefined> {
    const { looked } = this.#options;
    try {
      const before = this.#options.book.of(token.name);
      const held = await this.#reader(token.name).run(() => this.#read(token.name, generation));
      if (held !== before) this.#options.renewed(token.credential.name);
      looked(token.name, undefined);
      return held;
    } catch (error) {
      looked(token.name, error);
      throw error;
    }
  }

  /** A token that is as it was when it was read last is not read: each read of a value is one of the customer key, too. */
  async #look(token: TokenDeclaration): Promise<void> {
    const { book, describe, looked } = this.#options;
    if (book.of(token.name)) {
      const versionId = await describe(token.name).catch((error: unknown) => {
        looked(token.name, error);
        throw error;
      });
      if (versionId !== undefined && versionId === this.#versions.get(token.name))
        return looked(token.name, undefined);
    }
    const held = await this.fetch(token, 0);
    if (!held) looked(token.name, empty(token));
  }

  async #read(name: string, generation: number): Promise<HeldToken | undefined> {
    const { book, read, clock } = this.#options;
    for (const pause of [...PAUSES, undefined]) {
      const known = book.of(name);
      // Whoever was first in the line may have read it for all.
      if (known && generation > 0 && known.value.generation >= generation) return known;
      const version = await read(name);
      const kept = version && book.keep(name, version.value);
      if (version && !kept) throw unreadable(name);
      if (version) this.#versions.set(name, version.versionId);
      const held = kept?.held ?? known;
      if (generation === 0 || (held && held.value.generation >= generation)) return held;
      if (pause !== undefined) await clock.sleep(pause);
    }
    throw lagging(name, generation);
  }

  #reader(name: string): Serial {
    const known = this.#readers.get(name) ?? new Serial();
    this.#readers.set(name, known);
    return known;
  }
}

/** Ten seconds in all: reads of Secrets Manager may lag behind writes for a moment. */
const PAUSES: readonly Milliseconds[] = [
  SECOND / 10,
  SECOND / 5,
  SECOND / 2,
  SECOND,
  2 * SECOND,
  3 * SECOND,
  3 * SECOND,
];

function lagging(token: string, generation: number): Fault {
  return new Fault({
    code: 'TokenLagging',
    message: `secret of token ${token}: generation ${generation} was announced and cannot be read yet`,
    remedy: 'nothing; it is read again when the notice comes again, and every five minutes',
    retryable: true,
  });
}

function unreadable(token: string): Fault {
  return new Fault({
    code: 'TokenUnreadable',
    message: `secret token/${token} does not hold what evergrant wrote there; the last good token stays`,
    remedy: 'evergrant refresh of its grant writes it anew',
  });
}

function empty({ name, credential }: TokenDeclaration): Fault {
  return new Fault({
    code: 'TokenEmpty',
    message: `secret of token ${name}: there is no token yet`,
    remedy: `where the declaration lies: evergrant status; a grant that nobody consented to: evergrant login ${credential.name}`,
    retryable: true,
  });
}
