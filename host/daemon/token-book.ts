import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import { readTokenValue, type TokenValue } from '../../core/grant/value.ts';
import type { Digest, Secrets } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';

/** A token as it was fetched. */
export interface HeldToken {
  readonly value: TokenValue;
  readonly fingerprint: string;
  /** As it was read, for sinks. */
  readonly text: SecretText;
}

/**
 * The tokens of a host, in memory only: the newest of each that was ever fetched. It is what sinks are written from, so it
 * reads as a store of secrets does.
 */
export class TokenBook implements Pick<Secrets, 'read' | 'labelled'> {
  readonly #held = new Map<string, HeldToken>();
  readonly #digest: Pick<Digest, 'fingerprint'>;

  constructor(digest: Pick<Digest, 'fingerprint'>) {
    this.#digest = digest;
  }

  of(token: string): HeldToken | undefined {
    return this.#held.get(token);
  }

  /** The newest token of a credential that is here, whatever its name. */
  ofCredential(credential: string, tokens: Iterable<TokenDeclaration>): HeldToken | undefined {
    const held = [...tokens]
      .filter((token) => token.credential.name === credential)
      .flatMap(({ name }) => this.#held.get(name) ?? []);
    return held.sort((left, right) => right.value.generation - left.value.generation)[0];
  }

  /**
   * Keeps what was read, if it is newer than what is here.
   * @returns undefined for what evergrant did not write
   */
  keep(token: string, text: SecretText): { readonly held: HeldToken; readonly isNew: boolean } | undefined {
    const value = readTokenValue(text);
    if (!value) return undefined;
    const known = this.#held.get(token);
    if (known && known.value.generation >= value.generation) return { held: known, isNew: false };
    const held = { value, text, fingerprint: this.#digest.fingerprint(value.access.token) };
    this.#held.set(token, held);
    return { held, isNew: true };
  }

  async labelled(id: string): Promise<string | undefined> {
    const held = this.#held.get(nameOf(id));
    return held && String(held.value.generation);
  }

  async read(id: string, versionId: string): Promise<SecretText | undefined> {
    const held = this.#held.get(nameOf(id));
    return held && String(held.value.generation) === versionId ? held.text : undefined;
  }
}

/** `token/sheets` */
function nameOf(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
