import type { GrantView, RefreshResult, Refusal, TokenResult, Unavailable } from '../../core/broker.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import { named } from '../../core/config/named.ts';
import { asDeclared } from '../../core/grant/as-declared.ts';
import type { GrantContext } from '../../core/grant/context.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { makeDue } from '../../core/refresh/make-due.ts';
import type { RefreshOutcome } from '../../core/refresh/outcome.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { recordRefusal } from '../../core/refresh/refused.ts';
import { replaceRefused } from '../../core/refresh/replace-refused.ts';
import { refreshResult, unavailable } from '../../core/refresh/result.ts';
import type { Instant } from '../../core/time.ts';
import { Attendant } from './attendant.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { CredentialWish, RefreshDesk } from './credential-desk.ts';
import { GrantKeeper } from './grant-keeper.ts';
import { LeapProofs } from './leap-proofs.ts';
import { SharedReads } from './shared-reads.ts';

/** The grants of one broker, each with its keeper. */
export class GrantDesk implements RefreshDesk {
  readonly #parts: BrokerParts;
  readonly #attendant: Attendant;
  readonly #keepers: ReadonlyMap<string, GrantKeeper>;
  readonly #reads = new SharedReads<TokenResult | undefined>();
  readonly #proofs: LeapProofs;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#attendant = new Attendant(parts);
    const { grants } = parts.declaration;
    this.#keepers = new Map([...grants.keys()].map((name) => [name, this.#keeperOf(name)]));
    this.#proofs = new LeapProofs([...grants.keys()], {
      leaped: (leap) => parts.findings.clockLeaped(leap),
      prove: (name) => this.#prove(name),
    });
  }

  start(): void {
    this.#proofs.start();
    for (const keeper of this.#keepers.values()) keeper.start();
  }

  async stop(): Promise<void> {
    this.#proofs.stop();
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.stop()));
  }

  has(name: string): boolean {
    return this.#keepers.has(name);
  }

  follow(name: string, signal: AbortSignal): AsyncIterable<GrantView> {
    return this.#keeper(name).follow(signal);
  }

  async token(wish: CredentialWish): Promise<TokenResult> {
    const { token, credential: grant, minValid } = wish;
    await this.#proofs.underWay(grant);
    // Whoever can be served from the store does not wait for a look at a slow issuer.
    const ready = await this.#reads.run(`${minValid} ${token}`, () => this.#ready(wish));
    if (ready) return ready;
    const outcome = await this.#keeper(grant).look({ kind: 'token', minValid });
    return (await this.#ready(wish)) ?? unavailable(outcome, await this.#found(grant));
  }

  async replaceRefused(name: string, fingerprint: string): Promise<Unavailable | undefined> {
    return await this.change(name, (context) => replaceRefused(context, fingerprint));
  }

  async reportRefusal(name: string, { fingerprint, evidence }: Refusal): Promise<RefreshResult> {
    const keeper = this.#keeper(name);
    this.#attendant.heard(name, evidence);
    const outcome = await keeper.change(async (context) => {
      await recordRefusal(context, fingerprint);
      return await refresh(context, { kind: 'tick' });
    });
    return await this.#result(name, outcome);
  }

  async refresh(name: string, unless: string | null): Promise<RefreshResult> {
    const outcome = await this.#keeper(name).look({ kind: 'replace', unlessFingerprint: unless });
    return await this.#result(name, outcome);
  }

  /** Runs a change of one grant between looks at it. @throws Fault `UnknownGrant` */
  change<T>(name: string, task: (context: GrantContext) => Promise<T>): Promise<T> {
    return this.#keeper(name).change(task);
  }

  #keeperOf(name: string): GrantKeeper {
    const { contexts, findings } = this.#parts;
    return new GrantKeeper(name, {
      context: () => contexts.context(name),
      readState: () => this.#read(name),
      now: (state) => this.#issuerNow(state),
      attend: (state, { sound }) =>
        this.#attendant.attend(name, { state, now: this.#issuerNow(state), sound }),
      failed: (error) => findings.lookFailed(name, error),
    });
  }

  async #ready({ token, credential, minValid }: CredentialWish): Promise<TokenResult | undefined> {
    const wish = { token, minValid, state: await this.#read(credential) };
    return (await this.#parts.desk.serve(wish)) ?? this.#parts.desk.beyondIssuer(wish);
  }

  async #prove(name: string): Promise<void> {
    try {
      await this.change(name, async (context) => {
        await makeDue(context);
        await refresh(context, { kind: 'tick' });
      });
    } catch (error) {
      this.#parts.findings.lookFailed(name, error);
    }
  }

  async #result(grant: string, outcome: RefreshOutcome): Promise<RefreshResult> {
    return refreshResult(outcome, await this.#found(grant));
  }

  async #found(grant: string): Promise<{ grant: string; state: GrantState; now: Instant }> {
    const state = await this.#read(grant);
    return { grant, state, now: this.#issuerNow(state) };
  }

  #keeper(name: string): GrantKeeper {
    return named('grant', { name, declared: this.#keepers });
  }

  async #read(name: string): Promise<GrantState> {
    const { declaration, ports } = this.#parts;
    const grant = declaration.grants.get(name);
    const state = await readGrant(ports.ledger, name);
    return grant ? asDeclared(state, needsNoConsent(grant)) : state;
  }

  #issuerNow(state: GrantState): Instant {
    return this.#parts.ports.clock.now() + state.clockOffset;
  }
}
