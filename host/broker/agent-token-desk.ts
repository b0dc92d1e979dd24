import type { AgentTokenContext } from '../../core/agent-token/context.ts';
import { FLOOR } from '../../core/agent-token/decide.ts';
import { nextAgentTokenLookAt } from '../../core/agent-token/next-look.ts';
import { noteUse } from '../../core/agent-token/note-use.ts';
import type { AgentTokenDemand, AgentTokenOutcome } from '../../core/agent-token/outcome.ts';
import { renewToken } from '../../core/agent-token/renew.ts';
import { renewedToken } from '../../core/agent-token/renewed-token.ts';
import type { AgentTokenState } from '../../core/agent-token/state.ts';
import { readAgentToken } from '../../core/agent-token/update.ts';
import type { GrantView, RefreshResult, Refusal, TokenResult, Unavailable } from '../../core/broker.ts';
import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import { named } from '../../core/config/named.ts';
import { signingKeyAt } from '../../core/signing-key/signing-key-at.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import { agentTokenView, servedToken } from './agent-token-views.ts';
import { attendAgentToken } from './attend-agent-token.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { CredentialWish, RefreshDesk } from './credential-desk.ts';
import { Keeper } from './keeper.ts';
import { SharedReads } from './shared-reads.ts';

type AgentTokenKeeper = Keeper<AgentTokenContext, AgentTokenState>;

/**
 * The tokens of agents, which this broker signs itself. Who asks is known by the socket that it asks on: an expired token
 * is never looked at, and opens nothing.
 */
export class AgentTokenDesk implements RefreshDesk {
  readonly #parts: BrokerParts;
  readonly #lookAtKey: (key: string) => Promise<unknown>;
  readonly #keepers: ReadonlyMap<string, AgentTokenKeeper>;
  readonly #shared = new SharedReads<AgentTokenOutcome>();

  /** @param duties `lookAtKey`: does what is due for a signing key */
  constructor(parts: BrokerParts, { lookAtKey }: { lookAtKey: (key: string) => Promise<unknown> }) {
    this.#parts = parts;
    this.#lookAtKey = lookAtKey;
    const { agentTokens } = parts.declaration;
    this.#keepers = new Map([...agentTokens].map(([name, token]) => [name, this.#keeperOf(token)]));
  }

  start(): void {
    for (const keeper of this.#keepers.values()) keeper.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.stop()));
  }

  has(name: string): boolean {
    return this.#keepers.has(name);
  }

  follow(name: string, signal: AbortSignal): AsyncIterable<GrantView> {
    return this.#keeper(name).follow(signal);
  }

  /** The keys before the one in force may be gone: every token of this key that is due for it is minted anew. */
  async keyRotated(key: string): Promise<void> {
    const { agentTokens } = this.#parts.declaration;
    const signed = [...agentTokens.values()].filter((token) => token.key.name === key);
    await Promise.all(signed.map(({ name }) => this.#tick(name)));
  }

  async token({ credential: name, minValid }: CredentialWish): Promise<TokenResult> {
    const outcome = await this.#renew(name, { kind: 'token', minValid });
    if (outcome.kind === 'minted' || outcome.kind === 'fresh') await this.#used(name);
    return servedToken(outcome);
  }

  async replaceRefused(name: string, fingerprint: string): Promise<Unavailable | undefined> {
    const outcome = await this.#renew(name, { kind: 'replace', unlessFingerprint: fingerprint });
    return outcome.kind === 'unavailable' ? outcome : undefined;
  }

  async reportRefusal(name: string, { fingerprint }: Refusal): Promise<RefreshResult> {
    if (fingerprint === null) return await this.refresh(name, null);
    return renewedToken(await this.#renew(name, { kind: 'replace', unlessFingerprint: fingerprint }));
  }

  /** Nobody was refused, so one that was minted a moment ago is fresh enough, and no sign of trouble. */
  async refresh(name: string, unless: string | null): Promise<RefreshResult> {
    const { settled } = await this.#read(name);
    const isMeant = settled !== null && (unless ?? settled.fingerprint) === settled.fingerprint;
    const isOld = settled !== null && this.#parts.ports.clock.now() - settled.issuedAt >= FLOOR;
    const demand: AgentTokenDemand =
      isMeant && isOld
        ? { kind: 'replace', unlessFingerprint: settled.fingerprint }
        : { kind: 'token', minValid: 0 };
    return renewedToken(await this.#renew(name, demand));
  }

  /**
   * Renews without waiting for looks that are under way: nothing is spent by it, and of two tokens that are minted at the
   * same time one is never in force. Whoever asks the same meanwhile gets the same.
   */
  async #renew(name: string, demand: AgentTokenDemand): Promise<AgentTokenOutcome> {
    const keeper = this.#keeper(name);
    const spec = named('token', { name, declared: this.#parts.declaration.agentTokens });
    return await this.#shared.run(JSON.stringify([name, demand]), async () => {
      const outcome = await this.#mint(spec, demand);
      // Followers, deliveries and the incident follow from it.
      if (outcome.kind !== 'fresh') await keeper.change(async () => undefined);
      return outcome;
    });
  }

  /** One that is in use is renewed by itself, and so may be due sooner than was thought. */
  async #used(name: string): Promise<void> {
    const { ledger, clock } = this.#parts.ports;
    this.#keeper(name).changed(await noteUse({ ports: { ledger, clock }, spec: { name } }));
  }

  async #mint(spec: AgentTokenDeclaration, demand: AgentTokenDemand): Promise<AgentTokenOutcome> {
    await this.#keyReady(spec);
    return await renewToken(this.#contextOf(spec), demand);
  }

  /** Where there is no key yet, one is made. One that an emergency gave up has its successor first, if that can be made. */
  async #keyReady({ key: { name } }: AgentTokenDeclaration): Promise<void> {
    const { ports, findings } = this.#parts;
    const state = await readSigningKey(ports.ledger, name);
    if (!signingKeyAt(state, ports.clock.now())) {
      await this.#lookAtKey(name);
    } else if (state.wanted === 'emergency' || state.rotation?.urgent) {
      // Until it can be, verifiers take the old one, and its tokens are better than none.
      await this.#lookAtKey(name).catch((error: unknown) => findings.lookFailed(name, error));
    }
  }

  async #tick(name: string): Promise<void> {
    const spec = named('token', { name, declared: this.#parts.declaration.agentTokens });
    try {
      await this.#keeper(name).change(() => this.#mint(spec, { kind: 'tick' }));
    } catch (error) {
      this.#parts.findings.lookFailed(name, error);
    }
  }

  #contextOf(spec: AgentTokenDeclaration): AgentTokenContext {
    const { ports, signer } = this.#parts;
    return { ports: { ...ports, signer }, spec };
  }

  #keeperOf(spec: AgentTokenDeclaration): AgentTokenKeeper {
    const { name } = spec;
    const { ports, findings } = this.#parts;
    const { clock } = ports;
    return new Keeper<AgentTokenContext, AgentTokenState>({
      context: async () => this.#contextOf(spec),
      mend: async () => undefined,
      tick: () => this.#mint(spec, { kind: 'tick' }),
      readState: () => this.#read(name),
      view: (state) => agentTokenView(name, { state, now: clock.now() }),
      nextLookIn: (state, atMost) => {
        const now = clock.now();
        return nextAgentTokenLookAt(state, { spec, now, atMost }) - now;
      },
      attend: (state, { sound }) => attendAgentToken(spec, { state, sound, parts: this.#parts }),
      failed: (error) => findings.lookFailed(name, error),
    });
  }

  #keeper(name: string): AgentTokenKeeper {
    return named('token', { name, declared: this.#keepers });
  }

  #read(name: string): Promise<AgentTokenState> {
    return readAgentToken(this.#parts.ports.ledger, name);
  }
}
