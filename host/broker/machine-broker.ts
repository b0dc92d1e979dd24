import type {
  Broker,
  ConsentBegun,
  ConsentResult,
  GrantView,
  RefreshResult,
  Refusal,
  TokenResult,
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
import { statusDocument } from './status-document.ts';
import { refreshResult, unavailable } from './views.ts';

/** The broker of one machine: it keeps every declared grant and serves whoever asks. */
export class MachineBroker implements Broker {
  readonly #parts: BrokerParts;
  readonly #attendant: Attendant;
  readonly #clockWatch: ClockWatch;
  readonly #keepers: ReadonlyMap<string, GrantKeeper>;

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

  async token(name: string, { minValidSeconds }: { minValidSeconds: number }): Promise<TokenResult> {
    const token = named('token', { name, declared: this.#parts.declaration.tokens });
    const grant = token.grant.name;
    const minValid = minValidSeconds * SECOND;
    const before = { token: name, minValid, state: await this.#readState(grant) };
    // Whoever can be served from the store does not wait for a look at a slow issuer.
    const ready = (await this.#parts.desk.serve(before)) ?? this.#parts.desk.beyondIssuer(before);
    if (ready) return ready;
    const outcome = await this.#keeper(grant).look({ kind: 'token', minValid });
    const after = { ...before, state: await this.#readState(grant) };
    const served = (await this.#parts.desk.serve(after)) ?? this.#parts.desk.beyondIssuer(after);
    return served ?? unavailable(outcome, { grant, state: after.state, now: this.#issuerNow(after.state) });
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
