import type {
  Acknowledgement,
  AcknowledgeResult,
  Broker,
  ConsentBegun,
  ConsentResult,
  GrantView,
  RefreshResult,
  Refusal,
  RotateResult,
  RotateWhen,
  TokenResult,
  TokenWait,
} from '../../../core/broker.ts';
import type { EvergrantEvent } from '../../../core/event.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { KeySet } from '../../../core/rotate/set-key.ts';
import type { SecretText } from '../../../core/secret-text.ts';
import type { StatusDocument } from '../../../core/status.ts';
import { Channel } from '../../../host/broker/channel.ts';
import { untilAnother } from '../../../host/broker/until-another.ts';

/** What a {@link ScriptedBroker} answers. */
export interface Script {
  readonly status: StatusDocument;
  /** By name of the token. A token that is not listed is unknown, and so is a grant below. */
  readonly tokens: Readonly<Record<string, TokenResult>>;
  readonly refreshes: Readonly<Record<string, RefreshResult>>;
  readonly acknowledgements: Readonly<Record<string, AcknowledgeResult>>;
  readonly views: Readonly<Record<string, GrantView>>;
  readonly recent: readonly EvergrantEvent[];
  readonly begun: ConsentBegun;
  readonly consent: ConsentResult;
  readonly keySets: Readonly<Record<string, KeySet>>;
  readonly rotations: Readonly<Record<string, RotateResult>>;
}

/** A broker that answers what a test wrote down, and remembers what it was asked. */
export class ScriptedBroker implements Broker {
  /** Arguments of the calls, in order. */
  readonly calls: unknown[] = [];
  readonly #script: Script;
  readonly #events = new Set<Channel<EvergrantEvent>>();
  readonly #views = new Set<Channel<GrantView>>();

  constructor(script: Script) {
    this.#script = script;
  }

  /** Readers who wait for news now. */
  get readers(): number {
    return this.#events.size + this.#views.size;
  }

  /** Something happens to a credential. */
  happen(event: EvergrantEvent): void {
    for (const reader of this.#events) reader.push(event);
  }

  /** A grant changes. */
  change(view: GrantView): void {
    for (const reader of this.#views) reader.push(view);
  }

  /** Ends all readers, as a broker does that stops. */
  stop(): void {
    for (const reader of [...this.#events, ...this.#views]) reader.close();
  }

  async status(): Promise<StatusDocument> {
    return this.#script.status;
  }

  async *events({
    recent = 0,
    signal,
  }: {
    recent?: number;
    signal: AbortSignal;
  }): AsyncIterable<EvergrantEvent> {
    yield* listen(this.#events, { first: recent > 0 ? this.#script.recent.slice(-recent) : [], signal });
  }

  async *follow(grants: readonly string[], signal: AbortSignal): AsyncIterable<GrantView> {
    const first = grants.map((grant) => known(this.#script.views, grant));
    yield* listen(this.#views, { first, signal });
  }

  async token(name: string, options: { minValidSeconds: number }): Promise<TokenResult> {
    this.calls.push({ token: name, ...options });
    return known(this.#script.tokens, name);
  }

  async awaitToken(name: string, wait: TokenWait): Promise<TokenResult | { kind: 'unchanged' }> {
    const { signal, ...rest } = wait;
    this.calls.push({ awaitToken: name, ...rest });
    known(this.#script.tokens, name);
    const follow = (over: AbortSignal) => this.follow([name], over);
    const seen = await untilAnother(follow, wait);
    return seen === 'unchanged' ? { kind: 'unchanged' } : known(this.#script.tokens, name);
  }

  async replaceToken(name: string, refused: { fingerprint: string }): Promise<TokenResult> {
    this.calls.push({ replaceToken: name, ...refused });
    return known(this.#script.tokens, name);
  }

  async refresh(grant: string, options: { unlessFingerprint?: string }): Promise<RefreshResult> {
    this.calls.push({ refresh: grant, ...options });
    return known(this.#script.refreshes, grant);
  }

  async reportRefusal(grant: string, refusal: Refusal): Promise<RefreshResult> {
    this.calls.push({ reportRefusal: grant, ...refusal });
    return known(this.#script.refreshes, grant);
  }

  async acknowledge(sink: string, proof: Acknowledgement): Promise<AcknowledgeResult> {
    this.calls.push({ acknowledge: sink, ...proof });
    return known(this.#script.acknowledgements, sink);
  }

  async beginConsent(grant: string, options: { redirectUri: string }): Promise<ConsentBegun> {
    this.calls.push({ beginConsent: grant, ...options });
    return this.#script.begun;
  }

  async finishConsent(consentId: string, options: { redirectUrl: string }): Promise<ConsentResult> {
    this.calls.push({ finishConsent: consentId, ...options });
    return this.#script.consent;
  }

  async setKey(name: string, key: SecretText): Promise<KeySet> {
    this.calls.push({ setKey: name, key: key.reveal() });
    return known(this.#script.keySets, name);
  }

  async rotateKey(name: string, options: { when: RotateWhen }): Promise<RotateResult> {
    this.calls.push({ rotateKey: name, ...options });
    return known(this.#script.rotations, name);
  }
}

async function* listen<T>(
  readers: Set<Channel<T>>,
  { first, signal }: { first: readonly T[]; signal: AbortSignal },
): AsyncIterable<T> {
  const reader = new Channel<T>(signal);
  for (const item of first) reader.push(item);
  readers.add(reader);
  try {
    yield* reader;
  } finally {
    readers.delete(reader);
  }
}

function known<T>(items: Readonly<Record<string, T>>, name: string): T {
  const item = items[name];
  if (item !== undefined) return item;
  throw new Fault({
    code: 'UnknownGrant',
    message: `${name}: there is no such grant`,
    remedy: `name one of: ${Object.keys(items).join(', ')}`,
    exitCode: ExitCode.Usage,
  });
}
