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
} from '../../core/broker.ts';
import type { TokenDeclaration } from '../../core/config/declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import { named } from '../../core/config/named.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { asDeclared } from '../../core/grant/as-declared.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { makeDue } from '../../core/refresh/make-due.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { recordRefusal } from '../../core/refresh/refused.ts';
import { replaceRefused } from '../../core/refresh/replace-refused.ts';
import { refreshResult, unavailable } from '../../core/refresh/result.ts';
import type { KeySet } from '../../core/rotate/set-key.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { StatusDocument } from '../../core/status.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import { Attendant } from './attendant.ts';
import type { BrokerParts } from './broker-parts.ts';
import { ClockWatch } from './clock-watch.ts';
import { GrantKeeper } from './grant-keeper.ts';
import { KeyRing } from './key-ring.ts';
import { mergeStreams } from './merge-streams.ts';
import { SharedReads } from './shared-reads.ts';
import { statusDocument } from './status-document.ts';
import { untilAnother } from './until-another.ts';

/** The broker of one machine: it keeps every declared grant and serves whoever asks. */
export class MachineBroker implements Broker {
  readonly #parts: BrokerParts;
  readonly #running: boolean;
  readonly #attendant: Attendant;
  readonly #clockWatch: ClockWatch;
  readonly #keepers: ReadonlyMap<string, GrantKeeper>;
  readonly #keys: KeyRing;
  readonly #reads = new SharedReads<TokenResult | undefined>();
  /** Looks that are under way because the clock leaped; until one ends, no instant of its grant is believed. */
  readonly #proofs = new Map<string, Promise<void>>();

  /** @param options `forOneCommand`: it goes when the command that opened it ends, so nobody keeps the grants. */
  constructor(parts: BrokerParts, { forOneCommand }: { forOneCommand: boolean }) {
    const { declaration, contexts, findings } = parts;
    this.#parts = parts;
    this.#running = !forOneCommand;
    this.#attendant = new Attendant(parts);
    this.#keys = new KeyRing(parts);
    this.#clockWatch = new ClockWatch({ wall: Date.now, monotonic: () => performance.now() }, (leap) =>
      this.#clockLeaped(leap),
    );
    const keeperOf = (name: string) =>
      new GrantKeeper(name, {
        context: () => contexts.context(name),
        readState: () => this.#readState(name),
        now: (state) => this.#issuerNow(state),
        attend: (state, { sound }) =>
          this.#attendant.attend(name, { state, now: this.#issuerNow(state), sound }),
        failed: (error) => findings.lookFailed(name, error),
      });
    this.#keepers = new Map([...declaration.grants.keys()].map((name) => [name, keeperOf(name)]));
  }

  /** Starts to keep all grants by itself. Without it, only what is asked for is done. */
  start(): void {
    this.#tell('brokerStarted');
    this.#clockWatch.start();
    for (const keeper of this.#keepers.values()) keeper.start();
    this.#keys.start();
  }

  /** Ends after what is under way and gives the state directory back. */
  async close(): Promise<void> {
    this.#clockWatch.stop();
    await Promise.all([this.#keys, ...this.#keepers.values()].map((keeper) => keeper.stop()));
    await this.#parts.deliveries.close();
    this.#tell('brokerStopping');
    this.#parts.hub.close();
    await this.#parts.machine.lock.release();
  }

  async status(): Promise<StatusDocument> {
    return await statusDocument(this.#parts, { running: this.#running });
  }

  events(options: { recent?: number; signal: AbortSignal }): AsyncIterable<EvergrantEvent> {
    return this.#parts.hub.follow(options);
  }

  follow(grants: readonly string[], signal: AbortSignal): AsyncIterable<GrantView> {
    const follow = (name: string) =>
      this.#keys.has(name) ? this.#keys.follow(name, signal) : this.#keeper(name).follow(signal);
    return mergeStreams(grants.map(follow));
  }

  async token(
    name: string,
    { minValidSeconds, consumer }: { minValidSeconds: number; consumer?: string },
  ): Promise<TokenResult> {
    const result = await this.#serve(name, minValidSeconds * SECOND);
    if (result.kind === 'token' && consumer !== undefined) {
      const { fingerprint, generation } = result;
      await this.#parts.deliveries.fetched(name, { consumer, fingerprint, generation });
    }
    return result;
  }

  async awaitToken(name: string, wait: TokenWait): Promise<TokenResult | { kind: 'unchanged' }> {
    const { credential } = this.#token(name);
    const seen = await untilAnother((signal) => this.follow([credential.name], signal), wait);
    return seen === 'unchanged' ? { kind: 'unchanged' } : await this.token(name, wait);
  }

  async replaceToken(
    name: string,
    refused: { fingerprint: string; minValidSeconds: number; consumer?: string },
  ): Promise<TokenResult> {
    const { fingerprint, consumer } = refused;
    const { name: credential } = this.#token(name).credential;
    if (consumer !== undefined) await this.#parts.deliveries.refused(credential, { consumer, fingerprint });
    const kept = this.#keys.has(credential)
      ? await this.#keys.refused(credential, { fingerprint })
      : await this.#keeper(credential).change((context) => replaceRefused(context, fingerprint));
    return kept ?? (await this.token(name, refused));
  }

  async acknowledge(sink: string, proof: Acknowledgement): Promise<AcknowledgeResult> {
    return await this.#parts.deliveries.acknowledge(sink, proof);
  }

  async refresh(
    grant: string,
    { unlessFingerprint }: { unlessFingerprint?: string },
  ): Promise<RefreshResult> {
    const outcome = await this.#keeper(grant).look({
      kind: 'replace',
      unlessFingerprint: unlessFingerprint ?? null,
    });
    const state = await this.#readState(grant);
    return refreshResult(outcome, { grant, state, now: this.#issuerNow(state) });
  }

  async reportRefusal(grant: string, refusal: Refusal): Promise<RefreshResult> {
    const { fingerprint, daemon: consumer } = refusal;
    if (fingerprint !== null) await this.#parts.deliveries.refused(grant, { consumer, fingerprint });
    if (this.#keys.has(grant)) return await this.#keys.reported(grant, refusal);
    const keeper = this.#keeper(grant);
    this.#attendant.heard(grant, refusal.evidence);
    const outcome = await keeper.change(async (context) => {
      await recordRefusal(context, refusal.fingerprint);
      return await refresh(context, { kind: 'tick' });
    });
    const state = await this.#readState(grant);
    return refreshResult(outcome, { grant, state, now: this.#issuerNow(state) });
  }

  async beginConsent(grant: string, options: { redirectUri: string }): Promise<ConsentBegun> {
    return await this.#keeper(grant).change((context) => this.#parts.consents.begin(context, options));
  }

  async finishConsent(consentId: string, { redirectUrl }: { redirectUrl: string }): Promise<ConsentResult> {
    const grant = this.#parts.consents.grantOf(consentId);
    return await this.#keeper(grant).change((context) =>
      this.#parts.consents.finish(context, { consentId, redirectUrl }),
    );
  }

  setKey(name: string, key: SecretText): Promise<KeySet> {
    return this.#keys.set(name, key);
  }

  rotateKey(name: string, { when }: { when: RotateWhen }): Promise<RotateResult> {
    return this.#keys.rotate(name, when === 'due' ? 'tick' : when);
  }

  async #serve(name: string, minValid: Milliseconds): Promise<TokenResult> {
    const { name: grant } = this.#token(name).credential;
    if (this.#keys.has(grant)) return await this.#keys.token(name, grant);
    this.#clockWatch.look();
    await this.#proofs.get(grant);
    // Whoever can be served from the store does not wait for a look at a slow issuer.
    const ready = await this.#reads.run(`${minValid} ${name}`, () => this.#ready(name, { grant, minValid }));
    if (ready) return ready;
    const outcome = await this.#keeper(grant).look({ kind: 'token', minValid });
    const served = await this.#ready(name, { grant, minValid });
    if (served) return served;
    const state = await this.#readState(grant);
    return unavailable(outcome, { grant, state, now: this.#issuerNow(state) });
  }

  async #ready(
    token: string,
    { grant, minValid }: { grant: string; minValid: Milliseconds },
  ): Promise<TokenResult | undefined> {
    const wish = { token, minValid, state: await this.#readState(grant) };
    return (await this.#parts.desk.serve(wish)) ?? this.#parts.desk.beyondIssuer(wish);
  }

  /** Every grant is proven once, because its answer tells the issuer's time. */
  #clockLeaped(leap: Milliseconds): void {
    this.#parts.findings.clockLeaped(leap);
    for (const [name, keeper] of this.#keepers) {
      const proven = keeper
        .change(async (context) => {
          await makeDue(context);
          await refresh(context, { kind: 'tick' });
        })
        .catch((error: unknown) => this.#parts.findings.lookFailed(name, error))
        .finally(() => this.#proofs.delete(name));
      this.#proofs.set(name, proven);
    }
  }

  #tell(type: 'brokerStarted' | 'brokerStopping'): void {
    const { hub, ports, machine } = this.#parts;
    hub.event({ schema: 1, at: ports.clock.now(), type, details: { pid: machine.lock.holder.pid } });
  }

  #token(name: string): TokenDeclaration {
    return named('token', { name, declared: this.#parts.declaration.tokens });
  }

  #keeper(name: string): GrantKeeper {
    return named('grant', { name, declared: this.#keepers });
  }

  async #readState(name: string): Promise<GrantState> {
    const { declaration, ports } = this.#parts;
    const grant = declaration.grants.get(name);
    const state = await readGrant(ports.ledger, name);
    return grant ? asDeclared(state, needsNoConsent(grant)) : state;
  }

  #issuerNow(state: GrantState): Instant {
    return this.#parts.ports.clock.now() + state.clockOffset;
  }
}
