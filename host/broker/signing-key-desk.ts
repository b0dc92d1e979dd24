import type { GrantView, RotateResult, RotateWhen } from '../../core/broker.ts';
import { named } from '../../core/config/named.ts';
import type { SigningKeyDeclaration } from '../../core/config/signing-key-declaration.ts';
import { keepTold } from '../../core/incident/keep-told.ts';
import { signingKeyConditionOf } from '../../core/incident/signing-key-condition.ts';
import type { SigningKeyContext } from '../../core/signing-key/context.ts';
import { lookAtSigningKey } from '../../core/signing-key/look.ts';
import { mendSigningKey } from '../../core/signing-key/mend.ts';
import { nextSigningKeyLookAt } from '../../core/signing-key/next-look.ts';
import type { SigningKeyDemand, SigningKeyOutcome } from '../../core/signing-key/outcome.ts';
import type { PublicJwks } from '../../core/signing-key/public-jwk.ts';
import { publishedJwks } from '../../core/signing-key/published-jwks.ts';
import type { SigningKeyState } from '../../core/signing-key/state.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { RotationDesk } from './credential-desk.ts';
import { Keeper } from './keeper.ts';
import { rotatedSigningKey, signingKeyView } from './signing-key-views.ts';

/** The signing keys of one broker, each with its keeper. No private half ever leaves by a route of the broker. */
export class SigningKeyDesk implements RotationDesk {
  readonly #parts: BrokerParts;
  readonly #keepers: ReadonlyMap<string, Keeper<SigningKeyContext, SigningKeyState>>;
  readonly #tokensDue: (key: string) => Promise<void>;

  /** @param duties `tokensDue`: keys before this one may be gone, and their tokens with them: they are looked at */
  constructor(parts: BrokerParts, { tokensDue }: { tokensDue: (key: string) => Promise<void> }) {
    this.#parts = parts;
    this.#tokensDue = tokensDue;
    const { signingKeys } = parts.declaration;
    this.#keepers = new Map([...signingKeys].map(([name, key]) => [name, this.#keeperOf(key)]));
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

  /** Does what is due: where there is no key yet, one is made. */
  async look(name: string, demand: SigningKeyDemand = 'tick'): Promise<SigningKeyOutcome> {
    return await this.#keeper(name).change((context) => lookAtSigningKey(context, demand));
  }

  /** What verifiers may know of a key now. */
  async published(name: string): Promise<PublicJwks> {
    return publishedJwks(await this.#read(name), this.#parts.ports.clock.now());
  }

  async rotate(name: string, when: RotateWhen): Promise<RotateResult> {
    const outcome = await this.look(name, when === 'due' ? 'tick' : when);
    if (outcome.kind === 'rotated') await this.#tokensDue(name);
    return rotatedSigningKey(name, { outcome, state: await this.#read(name) });
  }

  #keeperOf(key: SigningKeyDeclaration): Keeper<SigningKeyContext, SigningKeyState> {
    const { name } = key;
    const { ports, signer, declaration, findings } = this.#parts;
    const tokens = [...declaration.agentTokens.values()].filter((token) => token.key.name === name);
    const spec = { ...key, tokens: tokens.map((token) => token.name) };
    return new Keeper<SigningKeyContext, SigningKeyState>({
      context: async () => ({ ports: { ...ports, signer }, spec }),
      mend: mendSigningKey,
      tick: async (context) => {
        const outcome = await lookAtSigningKey(context, 'tick');
        // Not awaited: a token that has no key waits for this very look.
        if (outcome.kind === 'rotated') void this.#tokensDue(name);
      },
      readState: () => this.#read(name),
      view: (state) => signingKeyView(name, { state, now: ports.clock.now() }),
      nextLookIn: (state, atMost) => {
        const now = ports.clock.now();
        return nextSigningKeyLookAt(state, { rotateEvery: key.rotateEvery, now, atMost }) - now;
      },
      attend: (state, { sound }) => this.#attend(key, { state, sound }),
      failed: (error) => findings.lookFailed(name, error),
    });
  }

  async #attend(
    { name, rotateEvery }: SigningKeyDeclaration,
    { state, sound }: { state: SigningKeyState; sound: boolean },
  ): Promise<void> {
    const { declaration, findings, ports } = this.#parts;
    if (sound) findings.lookedWell(name);
    const tokens = [...declaration.agentTokens.values()].filter(({ key }) => key.name === name);
    const condition = signingKeyConditionOf({
      key: name,
      state,
      now: ports.clock.now(),
      rotateEvery,
      affected: tokens.map((token) => token.name),
    });
    const { deployment } = declaration;
    await keepTold(ports, { id: name, name, kind: 'signingKey', deployment, condition });
  }

  #keeper(name: string): Keeper<SigningKeyContext, SigningKeyState> {
    return named('signing key', { name, declared: this.#keepers });
  }

  #read(name: string): Promise<SigningKeyState> {
    return readSigningKey(this.#parts.ports.ledger, name);
  }
}
