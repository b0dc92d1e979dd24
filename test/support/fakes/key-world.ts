import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import type { EvergrantEvent } from '../../../core/event.ts';
import { readTokenValue } from '../../../core/grant/value.ts';
import { tokenSecret } from '../../../core/grant/version-ids.ts';
import type { KeyContext, KeyPorts, KeySpec } from '../../../core/rotate/context.ts';
import { lookAtKey } from '../../../core/rotate/look.ts';
import { mendKey } from '../../../core/rotate/mend.ts';
import { nextKeyLookAt } from '../../../core/rotate/next-look.ts';
import { setKey } from '../../../core/rotate/set-key.ts';
import { type KeyState, NO_KEY } from '../../../core/rotate/state.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { DAY, HOUR } from '../../../core/time.ts';
import { LeapingClock } from './leaping-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { MemorySecrets } from './memory-secrets.ts';
import { ModelRotator } from './model-rotator.ts';

/** Everything that the flows of one API key touch, in memory and inspectable. */
export class KeyWorld {
  readonly ledger = new MemoryLedger();
  readonly secrets = new MemorySecrets();
  readonly clock = new LeapingClock();
  readonly events: EvergrantEvent[] = [];
  readonly rotator: ModelRotator;
  /** What lies in the one sink: the key itself. */
  sink: string | null = null;
  /** Sinks and consumers that hold up the end of the old key. */
  holdouts: { sinks: readonly string[]; consumers: readonly string[] } = { sinks: [], consumers: [] };
  /** What must never happen. */
  readonly violations: string[] = [];
  readonly spec: KeySpec;
  #ids = 0;

  constructor(
    options: { showsAgain?: boolean; rotation?: Partial<NonNullable<KeySpec['rotation']>> | null } = {},
  ) {
    const { rotation = {}, ...model } = options;
    this.rotator = new ModelRotator(model);
    this.rotator.onDelete = (keyId) => this.#deleting(keyId);
    const standard = { rotateEvery: 30 * DAY, overlap: DAY, verifyEvery: 12 * HOUR, scopes: null };
    this.spec = { name: 'mail', tokens: ['mail'], rotation: rotation && { ...standard, ...rotation } };
  }

  /** A world whose key a person has set. */
  static async withKey(options: ConstructorParameters<typeof KeyWorld>[0] = {}): Promise<KeyWorld> {
    const world = new KeyWorld(options);
    const { key } = world.rotator.issue('made by a person', ['mail.send']);
    await setKey(world.context(), new SecretText(key));
    return world;
  }

  /** The flows' view as a broker of this name has it. @param wrap stands between the flows and the ports */
  context(owner = 'broker', wrap: (ports: KeyPorts) => KeyPorts = (ports) => ports): KeyContext {
    const ports: KeyPorts = {
      ledger: this.ledger,
      secrets: this.secrets,
      clock: this.clock,
      digest: nodeDigest,
      random: { id: () => this.#id(), fraction: () => 0.5 },
      announce: { event: (event) => this.events.push(event) },
      delivery: { deliver: () => this.#deliver() },
      holder: { id: owner, suspect: (lock, now) => lock.owner !== owner || now > lock.until },
      adoption: { holdouts: async () => this.holdouts },
      rotator: this.spec.rotation && this.rotator,
    };
    return { ports: wrap(ports), spec: this.spec };
  }

  get state(): KeyState {
    return this.ledger.items.key.get('mail')?.item ?? NO_KEY;
  }

  /** A broker goes on for so long, as its keeper does. */
  async goOn(span: number, owner = 'broker'): Promise<void> {
    const context = this.context(owner);
    const end = this.clock.now() + span;
    await mendKey(context);
    for (let looks = 0; looks < 20_000; looks += 1) {
      await lookAtKey(context, 'tick');
      const now = this.clock.now();
      const next = nextKeyLookAt(this.state, { rotation: this.spec.rotation, now, atMost: 6 * HOUR });
      if (next >= end) return void this.clock.advance(end - now);
      this.clock.advance(Math.max(1_000, next - now));
    }
    this.violations.push('it never came to rest');
  }

  /** What is wrong once everything has come to rest: one key lives, and it is the one that everybody has. */
  atRest(): readonly string[] {
    const { settled, rotation, strays, retiring } = this.state;
    const alive = this.rotator.alive();
    const key = this.rotator.keys.find(({ keyId }) => keyId === settled?.keyId)?.key;
    return [
      ...this.violations,
      ...(alive.length === 1 && alive[0] === settled?.keyId
        ? []
        : [`alive ${alive}, in force ${settled?.keyId}`]),
      ...(this.sink === key ? [] : ['the sink does not hold the key in force']),
      ...(rotation || strays.length > 0 || retiring.length > 0 ? ['something is left to do'] : []),
    ];
  }

  async #deliver(): Promise<void> {
    const { labels, values } = this.secrets.secret(tokenSecret('mail'));
    const text = values.get(labels.get('AWSCURRENT') ?? '');
    const value = text === undefined ? undefined : readTokenValue(new SecretText(text));
    this.sink = value?.access.token.reveal() ?? null;
  }

  #deleting(keyId: string): void {
    const key = this.rotator.keys.find((known) => known.keyId === keyId);
    if (key?.key === this.sink) this.violations.push(`${keyId} was deleted while the sink held it`);
    if (this.state.settled?.keyId === keyId) this.violations.push(`${keyId} was deleted while in force`);
  }

  #id(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
  }
}
