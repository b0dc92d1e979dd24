import type {
  GrantView,
  RefreshResult,
  Refusal,
  RotateResult,
  RotateWhen,
  TokenResult,
  Unavailable,
} from '../../core/broker.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { ApiKeyDeclaration } from '../../core/config/api-key-declaration.ts';
import { named } from '../../core/config/named.ts';
import { keepTold } from '../../core/incident/keep-told.ts';
import { keyConditionOf } from '../../core/incident/key-condition.ts';
import type { KeyContext } from '../../core/rotate/context.ts';
import { lookAtKey } from '../../core/rotate/look.ts';
import { mendKey } from '../../core/rotate/mend.ts';
import { nextKeyLookAt } from '../../core/rotate/next-look.ts';
import { recordKeyRefusal } from '../../core/rotate/refused-consumer.ts';
import { type KeySet, setKey } from '../../core/rotate/set-key.ts';
import type { KeyState } from '../../core/rotate/state.ts';
import { readKey } from '../../core/rotate/update.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { ConsumerDesk, CredentialWish, RotationDesk } from './credential-desk.ts';
import { currentToken } from './current-token.ts';
import { Keeper } from './keeper.ts';
import { keyContext, rotationOf } from './key-contexts.ts';
import { keyView, noSuccessor, rotateResult, stillAccepted, unavailableKey } from './key-views.ts';

/** The API keys of one broker, each with its keeper. */
export class ApiKeyDesk implements ConsumerDesk, RotationDesk {
  readonly #parts: BrokerParts;
  readonly #keepers: ReadonlyMap<string, Keeper<KeyContext, KeyState>>;
  /** Redacted lines of consumers that were refused, by key. */
  readonly #evidence = new Map<string, readonly string[]>();

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    const { apiKeys } = parts.declaration;
    this.#keepers = new Map([...apiKeys].map(([name, key]) => [name, this.#keeperOf(key)]));
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

  /** The key in force, as a token without an end. */
  async token({ token, credential: name }: CredentialWish): Promise<TokenResult> {
    const state = await this.#read(name);
    if (state.refusal || !state.settled) return unavailableKey(name, state);
    const value = await currentToken(this.#parts.ports.secrets, token);
    if (value?.generation !== state.settled.generation) {
      await this.#keeper(name).change((context) => lookAtKey(context, 'tick'));
    }
    const served = await currentToken(this.#parts.ports.secrets, token);
    if (!served) return unavailableKey(name, state);
    const { token: accessToken } = served.access;
    const fingerprint = this.#parts.ports.digest.fingerprint(accessToken);
    return { kind: 'token', accessToken, expiresAt: null, generation: served.generation, fingerprint };
  }

  async replaceRefused(name: string, fingerprint: string): Promise<Unavailable | undefined> {
    return await this.#refused(name, { fingerprint, evidence: [] });
  }

  /** The supervisor goes on with a key that its issuer accepts. */
  async reportRefusal(name: string, refusal: Refusal): Promise<RefreshResult> {
    const why = await this.#refused(name, refusal);
    const { settled } = await this.#read(name);
    if (why && why.reason !== 'KeyStillAccepted') return why;
    return { kind: 'fresh', generation: settled?.generation ?? 0, fingerprint: settled?.fingerprint ?? null };
  }

  set(name: string, key: SecretText): Promise<KeySet> {
    return this.#keeper(name).change((context) => setKey(context, key));
  }

  async rotate(name: string, when: RotateWhen): Promise<RotateResult> {
    const key = named('key', { name, declared: this.#parts.declaration.apiKeys });
    if (!key.rotation) return noSuccessor(name);
    const demand = when === 'due' ? 'tick' : when;
    const outcome = await this.#keeper(name).change((context) => lookAtKey(context, demand));
    const now = this.#parts.ports.clock.now();
    return rotateResult(outcome, { key, state: await this.#read(name), now });
  }

  /** @returns why the refused key is still the one in force; undefined when it is not */
  async #refused(
    name: string,
    { fingerprint, evidence }: Pick<Refusal, 'fingerprint' | 'evidence'>,
  ): Promise<Unavailable | undefined> {
    this.#evidence.set(name, evidence.slice(-MOST_EVIDENCE));
    await this.#keeper(name).change(async (context) => {
      if (await recordKeyRefusal(context, fingerprint)) await lookAtKey(context, 'verify');
    });
    const state = await this.#read(name);
    if (state.settled && fingerprint !== null && state.settled.fingerprint !== fingerprint) return undefined;
    if (state.refusal || !state.settled) return unavailableKey(name, state);
    return stillAccepted(name, state);
  }

  #keeperOf(key: ApiKeyDeclaration): Keeper<KeyContext, KeyState> {
    const { name } = key;
    const { clock } = this.#parts.ports;
    return new Keeper<KeyContext, KeyState>({
      context: async () => keyContext(name, this.#parts),
      mend: mendKey,
      tick: (context) => lookAtKey(context, 'tick'),
      readState: () => this.#read(name),
      view: (state) => keyView(name, state),
      nextLookIn: (state, atMost) => {
        const now = clock.now();
        return nextKeyLookAt(state, { rotation: rotationOf(key), now, atMost }) - now;
      },
      attend: (state, { sound }) => this.#attend(key, { state, sound }),
      failed: (error) => this.#parts.findings.lookFailed(name, error),
    });
  }

  async #attend(
    key: ApiKeyDeclaration,
    { state, sound }: { state: KeyState; sound: boolean },
  ): Promise<void> {
    const { name, rotation, warnAfter } = key;
    const { declaration, deliveries, findings, ports } = this.#parts;
    if (sound) findings.lookedWell(name);
    await deliveries.deliver(name);
    if (state.refusal === null && state.consumerRefusedAt === null) this.#evidence.delete(name);
    const { sinks, daemons } = affectedBy(declaration, name);
    const condition = keyConditionOf({
      key: name,
      state,
      now: ports.clock.now(),
      rotation: rotationOf(key),
      managedByAnother: rotation !== undefined && rotation.managedBy !== name,
      warnAfter,
      affected: [...daemons, ...sinks].map((one) => one.name),
      evidence: this.#evidence.get(name) ?? [],
      deliveryTroubles: await deliveries.troubles(name),
    });
    await keepTold(ports, { id: name, name, kind: 'apiKey', deployment: declaration.deployment, condition });
  }

  #keeper(name: string): Keeper<KeyContext, KeyState> {
    return named('key', { name, declared: this.#keepers });
  }

  #read(name: string): Promise<KeyState> {
    return readKey(this.#parts.ports.ledger, name);
  }
}

const MOST_EVIDENCE = 5;
