import type { Broker, GrantView, RefreshResult, Refusal, TokenResult } from '../../../core/broker.ts';

/** What a supervisor asks of a broker, in memory, under a test's hand. */
export class FakeBroker implements Pick<Broker, 'follow' | 'reportRefusal' | 'token'> {
  readonly reports: (Refusal & { grant: string })[] = [];
  /** What {@link reportRefusal} answers; replace it to act on a report. */
  onRefusal: (grant: string, refusal: Refusal) => RefreshResult = () => ({
    kind: 'fresh',
    generation: 1,
    fingerprint: null,
  });
  /** What {@link token} answers, by name. */
  readonly tokens = new Map<string, TokenResult>();
  readonly asked: { name: string; consumer?: string }[] = [];
  readonly #views = new Map<string, GrantView>();
  #wake = () => {};
  #changed = new Promise<void>(() => {});
  #away = false;
  #life = 0;

  constructor(...views: GrantView[]) {
    for (const view of views) this.#views.set(view.grant, view);
    this.#change();
  }

  /** A grant changes; followers hear of it unless the broker is away. */
  push(view: GrantView): void {
    this.#views.set(view.grant, view);
    this.#change();
  }

  /** The broker stops: streams end, calls fail. */
  leave(): void {
    this.#away = true;
    this.#life += 1;
    this.#change();
  }

  comeBack(): void {
    this.#away = false;
  }

  async *follow(grants: readonly string[], signal: AbortSignal): AsyncIterable<GrantView> {
    if (this.#away) throw new Error('no broker is running');
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    const life = this.#life;
    const told = new Map<string, GrantView>();
    while (!signal.aborted && life === this.#life) {
      const changed = this.#changed;
      for (const grant of grants) {
        const view = this.#views.get(grant);
        if (!view || told.get(grant) === view) continue;
        told.set(grant, view);
        yield view;
      }
      await Promise.race([changed, aborted]);
    }
  }

  async token(name: string, options: { consumer?: string }): Promise<TokenResult> {
    if (this.#away) throw new Error('no broker is running');
    this.asked.push({ name, ...(options.consumer === undefined ? {} : { consumer: options.consumer }) });
    return (
      this.tokens.get(name) ?? {
        kind: 'unavailable',
        reason: 'NoGrant',
        message: 'nobody has consented yet',
        remedy: 'evergrant login crew-sheets',
        retryable: false,
      }
    );
  }

  async reportRefusal(grant: string, refusal: Refusal): Promise<RefreshResult> {
    if (this.#away) throw new Error('no broker is running');
    this.reports.push({ grant, ...refusal });
    return this.onRefusal(grant, refusal);
  }

  #change(): void {
    const wake = this.#wake;
    this.#changed = new Promise((resolve) => {
      this.#wake = resolve;
    });
    wake();
  }
}

/** A healthy grant of the first generation whose token never ends, with what the test says otherwise. */
export function grantView(change: Partial<GrantView> = {}): GrantView {
  return {
    grant: 'crew-sheets',
    state: 'healthy',
    generation: 1,
    fingerprint: 'aaaaaaaaaaa1',
    expiresAt: null,
    latch: null,
    ...change,
  };
}
