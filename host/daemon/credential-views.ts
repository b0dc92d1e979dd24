import type { GrantView, Unavailable } from '../../core/broker.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import type { DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import { Channel } from '../broker/channel.ts';
import type { TokenBook } from './token-book.ts';

/**
 * What this host knows of the credentials behind its tokens: the newest token, and what the function said when it was last
 * asked. Whether a credential was latched since is known only when somebody asks again.
 */
export class CredentialViews {
  readonly #book: TokenBook;
  readonly #tokens: ReadonlyMap<string, TokenDeclaration>;
  readonly #refusals = new Map<string, Unavailable & { readonly generation: number }>();
  readonly #delivered = new Map<string, { readonly generation: number; readonly fingerprint: string }>();
  readonly #followers = new Map<string, Set<Channel<GrantView>>>();

  constructor(book: TokenBook, tokens: ReadonlyMap<string, TokenDeclaration>) {
    this.#book = book;
    this.#tokens = tokens;
  }

  /** The credential as it is known now, then at every change. */
  async *follow(credential: string, signal: AbortSignal): AsyncIterable<GrantView> {
    const channel = new Channel<GrantView>(signal);
    const followers = this.#followers.get(credential) ?? new Set();
    this.#followers.set(credential, followers);
    followers.add(channel);
    channel.push(this.view(credential));
    try {
      yield* channel;
    } finally {
      followers.delete(channel);
    }
  }

  /** What lay in a sink at the start of this process. */
  delivered(
    credential: string,
    { generation, fingerprint }: Pick<DeliveryRecord, 'generation' | 'fingerprint'>,
  ): void {
    const known = this.#delivered.get(credential);
    if (fingerprint === null || (known && known.generation >= generation)) return;
    this.#delivered.set(credential, { generation, fingerprint });
  }

  /** A newer token of it is here, which ends what was said against it. */
  renewed(credential: string): void {
    this.#tell(credential);
  }

  /** The function said that there is none; what passes by itself is not told. */
  refused(credential: string, why: Unavailable): void {
    if (why.retryable) return;
    this.#refusals.set(credential, { ...why, generation: this.#held(credential)?.value.generation ?? 0 });
    this.#tell(credential);
  }

  view(credential: string): GrantView {
    const held = this.#held(credential);
    const known = held
      ? { generation: held.value.generation, fingerprint: held.fingerprint }
      : this.#delivered.get(credential);
    const generation = known?.generation ?? 0;
    const refusal = this.#refusals.get(credential);
    const latch = refusal && refusal.generation >= generation ? refusal : null;
    return {
      grant: credential,
      state: latch ? 'consentRequired' : known ? 'healthy' : 'noGrant',
      generation,
      fingerprint: known?.fingerprint ?? null,
      expiresAt: held?.value.access.expiresAt ?? null,
      latch: latch && { reason: latch.reason, message: latch.message },
      ...(latch && latch.remedy !== '' && { remedy: latch.remedy }),
    };
  }

  #held(credential: string) {
    return this.#book.ofCredential(credential, this.#tokens.values());
  }

  #tell(credential: string): void {
    for (const follower of this.#followers.get(credential) ?? []) follower.push(this.view(credential));
  }
}
