import type {
  Acknowledgement,
  AcknowledgeResult,
  Broker,
  ConsentBegun,
  ConsentResult,
  GrantView,
  RefreshResult,
  Refusal,
  TokenResult,
  TokenWait,
} from '../../core/broker.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { makeDue } from '../../core/refresh/make-due.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { recordRefusal } from '../../core/refresh/refused.ts';
import type { StatusDocument } from '../../core/status.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import { Attendant } from './attendant.ts';
import type { BrokerParts } from './broker-parts.ts';
import { ClockWatch } from './clock-watch.ts';
import { GrantKeeper } from './grant-keeper.ts';
import { mergeStreams } from './merge-streams.ts';
import { named } from './named.ts';
import { replaceRefused } from './replace-refused.ts';
import { SharedReads } from './shared-reads.ts';
import { statusDocument } from './status-document.ts';
import { untilAnother } from './until-another.ts';
import { refreshResult, unavailable } from './views.ts';

/** The broker of one machine: it keeps every declared grant and serves whoever asks. */
export class MachineBroker implements Broker {
  readonly #parts: BrokerParts;
  readonly #attendant: Attendant;
  readonly #clockWatch: ClockWatch;
  readonly #keepers: ReadonlyMap<string, GrantKeeper>;
  readonly #reads = new SharedReads<TokenResult | undefined>();

  constructor(parts: BrokerParts) {
    const { declaration, contexts, findings } = parts;
    this.#parts = parts;
    this.#attendant = new Attendant(parts);
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
  }

  /** Ends after what is under way and gives the state directory back. */
  async close(): Promise<void> {
    this.#clockWatch.stop();
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.stop()));
    await this.#parts.deliveries.close();
    this.#tell('brokerStopping');
    this.#parts.hub.close();
    await this.#parts.machine.lock.release();
  }

  async status(): Promise<StatusDocument> {
    return await statusDocument(this.#parts);
  }

  events(options: { recent?: number; signal: AbortSignal }): AsyncIterable<EvergrantEvent> {
    return this.#parts.hub.follow(options);
  }

  follow(grants: readonly string[], signal: AbortSignal): AsyncIterable<GrantView> {
    return mergeStreams(grants.map((name) => this.#keeper(name).follow(signal)));
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
    const { grant } = named('token', { name, declared: this.#parts.declaration.tokens });
    const seen = await untilAnother((signal) => this.follow([grant.name], signal), wait);
    return seen === 'unchanged' ? { kind: 'unchanged' } : await this.token(name, wait);
  }

  async replaceToken(
    name: string,
    refused: { fingerprint: string; minValidSeconds: number; consumer?: string },
  ): Promise<TokenResult> {
    const { fingerprint, consumer } = refused;
    const { grant } = named('token', { name, declared: this.#parts.declaration.tokens });
    if (consumer !== undefined) await this.#parts.deliveries.refused(grant.name, { consumer, fingerprint });
    const kept = await this.#keeper(grant.name).change((context) => replaceRefused(context, fingerprint));
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
    const keeper = this.#keeper(grant);
    this.#attendant.heard(grant, refusal.evidence);
    const { fingerprint, daemon: consumer } = refusal;
    if (fingerprint !== null) await this.#parts.deliveries.refused(grant, { consumer, fingerprint });
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

  async #serve(name: string, minValid: Milliseconds): Promise<TokenResult> {
    const token = named('token', { name, declared: this.#parts.declaration.tokens });
    const grant = token.grant.name;
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
      const proven = keeper.change(async (context) => {
        await makeDue(context);
        return await refresh(context, { kind: 'tick' });
      });
      proven.catch((error: unknown) => this.#parts.findings.lookFailed(name, error));
    }
  }

  #tell(type: 'brokerStarted' | 'brokerStopping'): void {
    const { hub, ports, machine } = this.#parts;
    hub.event({ schema: 1, at: ports.clock.now(), type, details: { pid: machine.lock.holder.pid } });
  }

  #keeper(name: string): GrantKeeper {
    return named('grant', { name, declared: this.#keepers });
  }

  #readState(grant: string): Promise<GrantState> {
    return readGrant(this.#parts.ports.ledger, grant);
  }

  #issuerNow(state: GrantState): Instant {
    return this.#parts.ports.clock.now() + state.clockOffset;
  }
}
