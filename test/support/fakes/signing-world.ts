import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { signer } from '../../../adapters/signer/signer.ts';
import type { AgentTokenContext, AgentTokenPorts } from '../../../core/agent-token/context.ts';
import type { AgentTokenDemand, AgentTokenOutcome } from '../../../core/agent-token/outcome.ts';
import { renewToken } from '../../../core/agent-token/renew.ts';
import { type AgentTokenState, type MintedToken, NO_AGENT_TOKEN } from '../../../core/agent-token/state.ts';
import type { AgentTokenDeclaration } from '../../../core/config/agent-token-declaration.ts';
import type { SigningKeyDeclaration } from '../../../core/config/signing-key-declaration.ts';
import type { EvergrantEvent } from '../../../core/event.ts';
import type { SigningKeyContext, SigningKeyPorts } from '../../../core/signing-key/context.ts';
import { JWKS_MAX_AGE } from '../../../core/signing-key/jwks-max-age.ts';
import { lookAtSigningKey } from '../../../core/signing-key/look.ts';
import type { SigningKeyDemand, SigningKeyOutcome } from '../../../core/signing-key/outcome.ts';
import { publishedJwks } from '../../../core/signing-key/published-jwks.ts';
import { NO_SIGNING_KEY, type SigningKeyState } from '../../../core/signing-key/state.ts';
import { DAY, HOUR, type Instant, MINUTE, toIso } from '../../../core/time.ts';
import { CachingVerifier } from './caching-verifier.ts';
import { LeapingClock } from './leaping-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { MemorySecrets } from './memory-secrets.ts';

type Ports = SigningKeyPorts & AgentTokenPorts;

/** What may stand between the flows and the ports. */
export type Wrap = (ports: Ports) => Ports;

/** Everything that a signing key and the tokens of one agent touch, in memory, with verifiers that keep what they fetched. */
export class SigningWorld {
  readonly ledger = new MemoryLedger();
  readonly secrets = new MemorySecrets();
  readonly clock = new LeapingClock();
  readonly events: EvergrantEvent[] = [];
  readonly delivered: number[] = [];
  readonly key: SigningKeyDeclaration;
  token: AgentTokenDeclaration;
  /** They fetch at different times. */
  readonly verifiers: readonly CachingVerifier[];
  /** Tokens that somebody has been given. */
  readonly given = new Map<string, MintedToken>();
  /** Until then nobody can know the key of an emergency. */
  #emergencyUntil: Instant = 0;
  #ids = 0;

  constructor(
    options: { token?: Partial<AgentTokenDeclaration>; key?: Partial<SigningKeyDeclaration> } = {},
  ) {
    this.key = {
      kind: 'signing-key',
      name: 'gastown',
      algorithm: 'ES256',
      issuer: 'https://gt.example.com',
      rotateEvery: 30 * DAY,
      verifierCache: 10 * MINUTE,
      ...options.key,
    };
    this.token = {
      kind: 'agent-token',
      name: 'mayor',
      key: this.key,
      lifetime: 8 * HOUR,
      audience: ['gastown-worker'],
      subject: 'mayor',
      claims: { agentId: 'mayor-1', rigId: 'r1' },
      renew: 'whileActive',
      ...options.token,
    };
    const origin = () => publishedJwks(this.keyState, this.clock.now()).keys.map(({ kid }) => kid);
    const verifier = () => new CachingVerifier(origin, { cacheFor: this.key.verifierCache });
    this.verifiers = [verifier(), verifier(), verifier()];
  }

  /** A world in which a token was minted. */
  static async begun(options: ConstructorParameters<typeof SigningWorld>[0] = {}): Promise<SigningWorld> {
    const world = new SigningWorld(options);
    await world.look('tick');
    await world.ask({ kind: 'token', minValid: 0 });
    return world;
  }

  get keyState(): SigningKeyState {
    return this.ledger.items.signingKey.get(this.key.name)?.item ?? NO_SIGNING_KEY;
  }

  get tokenState(): AgentTokenState {
    return this.ledger.items.agentToken.get(this.token.name)?.item ?? NO_AGENT_TOKEN;
  }

  /** @param owner a broker; each takes every other for gone unless it is still within its time and called `patient…` */
  keyContext(owner = 'broker', wrap: Wrap = (ports) => ports): SigningKeyContext {
    return { ports: wrap(this.#ports(owner)), spec: { ...this.key, tokens: [this.token.name] } };
  }

  tokenContext(owner = 'broker', wrap: Wrap = (ports) => ports): AgentTokenContext {
    return { ports: wrap(this.#ports(owner)), spec: this.token };
  }

  async look(demand: SigningKeyDemand, context = this.keyContext()): Promise<SigningKeyOutcome> {
    const outcome = await lookAtSigningKey(context, demand);
    if (outcome.kind === 'rotated') this.#inEmergency(outcome);
    return outcome;
  }

  async ask(demand: AgentTokenDemand, context = this.tokenContext()): Promise<AgentTokenOutcome> {
    const outcome = await renewToken(context, demand);
    if (outcome.kind === 'minted' || outcome.kind === 'fresh')
      this.given.set(outcome.token.id, outcome.token);
    return outcome;
  }

  /** Every token that was given out and lives, where a verifier does not know its key, or it lives too long. */
  refusals(): readonly string[] {
    const now = this.clock.now();
    const published = publishedJwks(this.keyState, now).keys.map(({ kid }) => kid);
    const found: string[] = [];
    for (const { id, kid, generation, issuedAt, expiresAt } of this.given.values()) {
      if (expiresAt <= now) this.given.delete(id);
      if (expiresAt - issuedAt > DAY) found.push(`token ${generation} lives for more than a day`);
      if (expiresAt <= now || now < this.#emergencyUntil) continue;
      if (!published.includes(kid))
        found.push(`token ${generation}: ${kid} is not published at ${toIso(now)}`);
      const refusing = this.verifiers.filter((verifier) => !verifier.knows(now).includes(kid));
      if (refusing.length > 0)
        found.push(`token ${generation}: ${refusing.length} verifiers do not know ${kid} at ${toIso(now)}`);
    }
    return found;
  }

  /** Tokens that died with their keys are nobody's any more, and the new key is news to everybody. */
  #inEmergency({ dying, signsFrom }: Extract<SigningKeyOutcome, { kind: 'rotated' }>): void {
    if (signsFrom > this.clock.now()) return;
    for (const { id } of dying) this.given.delete(id);
    this.#emergencyUntil = this.clock.now() + this.key.verifierCache + JWKS_MAX_AGE;
  }

  #ports(owner: string): Ports {
    return {
      ledger: this.ledger,
      secrets: this.secrets,
      clock: this.clock,
      digest: nodeDigest,
      random: { id: () => this.#id(), fraction: () => 0.5 },
      announce: { event: (event) => void this.events.push(event) },
      delivery: { deliver: async (_, generation) => void this.delivered.push(generation) },
      holder: {
        id: owner,
        suspect: (lock, now) => now > lock.until || (lock.owner !== owner && !owner.startsWith('patient')),
      },
      signer,
    };
  }

  #id(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
  }
}
