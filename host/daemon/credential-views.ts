import type { GrantView, Unavailable } from '../../core/broker.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import type { DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import { needsConsent } from '../../core/grant/needs-consent.ts';
import type { Instant } from '../../core/time.ts';
import { Channel } from '../broker/channel.ts';
import type { TokenBook } from './token-book.ts';

/** What function `refresh` said of a credential for which a person must do something. */
export interface CredentialRefusal extends Unavailable {
  /** Of the newest token that was here then; 0: none. */
  readonly generation: number;
  readonly at: Instant;
}

export interface CredentialViewsOptions {
  readonly book: TokenBook;
  readonly tokens: ReadonlyMap<string, TokenDeclaration>;
  readonly now: () => Instant;
}

/**
 * What this host knows of the credentials behind its tokens: the newest token, and what function `refresh`, which refreshes
 * for all hosts, said when it was last asked. Whether a credential was latched since is known only when somebody asks again.
 */
export class CredentialViews {
  readonly #book: TokenBook;
  readonly #tokens: ReadonlyMap<string, TokenDeclaration>;
  readonly #now: () => Instant;
  readonly #refusals = new Map<string, CredentialRefusal>();
  readonly #delivered = new Map<string, { readonly generation: number; readonly fingerprint: string }>();
  readonly #followers = new Map<string, Set<Channel<GrantView>>>();

  constructor({ book, tokens, now }: CredentialViewsOptions) {
    this.#book = book;
    this.#tokens = tokens;
    this.#now = now;
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

  /** Function `refresh` gave no token. Told only where a person must consent: the rest passes, or is about the question. */
  refused(credential: string, why: Unavailable): void {
    if (why.retryable || !needsConsent(why.reason)) return;
    const generation = this.#known(credential)?.generation ?? 0;
    this.#refusals.set(credential, { ...why, generation, at: this.#now() });
    this.#tell(credential);
  }

  /** The refusal that stands: no newer token came after it. */
  refusal(credential: string): CredentialRefusal | undefined {
    const refusal = this.#refusals.get(credential);
    return refusal && refusal.generation >= (this.#known(credential)?.generation ?? 0) ? refusal : undefined;
  }

  view(credential: string): GrantView {
    const held = this.#held(credential);
    const known = this.#known(credential);
    const refusal = this.refusal(credential);
    return {
      grant: credential,
      state: refusal ? 'consentRequired' : known ? 'healthy' : 'noGrant',
      generation: known?.generation ?? 0,
      fingerprint: known?.fingerprint ?? null,
      expiresAt: held?.value.access.expiresAt ?? null,
      latch: refusal ? { reason: refusal.reason, message: refusal.message } : null,
      ...(refusal && refusal.remedy !== '' && { remedy: refusal.remedy }),
    };
  }

  #known(credential: string): { readonly generation: number; readonly fingerprint: string } | undefined {
    const held = this.#held(credential);
    if (!held) return this.#delivered.get(credential);
    return { generation: held.value.generation, fingerprint: held.fingerprint };
  }

  #held(credential: string) {
    return this.#book.ofCredential(credential, this.#tokens.values());
  }

  #tell(credential: string): void {
    for (const follower of this.#followers.get(credential) ?? []) follower.push(this.view(credential));
  }
}
