import { readGrantValue, readTokenValue } from '../../core/grant/value.ts';
import { grantSecret, tokenSecret } from '../../core/grant/version-ids.ts';
import type { SecretId } from '../../core/ports.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { FlowWorld } from '../../test/support/fakes/flow-world.ts';
import type { Step } from './watched-ports.ts';

/** What a sentinel looks at: the stores themselves, behind every port. */
export type Watched = Pick<FlowWorld, 'ledger' | 'secrets' | 'spill' | 'issuer'> & {
  readonly sink: { generation: number };
};

const GRANT = grantSecret('crew');
const TOKEN = tokenSecret('sheets');

/**
 * Checks after every single effect what must hold at every moment, against the stores and the issuer's own record:
 * one send per intent, nothing newer is overwritten by something older, the value in force is readable, and no known
 * live successor is revoked by us.
 */
export class Sentinel {
  readonly violations: string[] = [];
  /** Every outside step that had its effect, in order. */
  readonly steps: { readonly broker: string; readonly call: string; readonly step: Step }[] = [];
  /** Answers that were saved between a later holder's look for them and its own send; docs/protocol.md, "limits". */
  tooLate = 0;
  /** Counts the effects that may have changed a store. */
  writes = 0;
  readonly #world: Watched;
  readonly #highest = { settled: 0, grant: 0, token: 0, sink: 0 };
  readonly #intents = new Map<string, string>();
  readonly #sends = new Map<string, number>();
  /** What was saved when a broker last took the lock and had sent nothing. */
  readonly #savedBefore = new Map<string, string>();
  #requests = 0;

  constructor(world: Watched) {
    this.#world = world;
  }

  /** How often each intent was sent. */
  get sends(): ReadonlyMap<string, number> {
    return this.#sends;
  }

  /** Told by the watch of each broker. */
  saw(broker: string, step: Step): void {
    this.steps.push({ broker, call: step.call, step });
    if (READS.has(step.call)) return;
    this.writes += 1;
    if (step.call === 'ledger.replace') this.#checkLedger(broker);
    if (step.call === 'issuer.send') this.#checkSend(broker);
    if (step.call.startsWith('secrets.') || step.call.startsWith('delivery.')) this.#checkProjections(step);
  }

  /** Somebody took the ledger away: what it says next cannot be compared with what it said. */
  forgetLedger(): void {
    this.#highest.settled = 0;
  }

  #checkLedger(broker: string): void {
    const state = this.#world.ledger.items.grant.get('crew')?.item;
    if (!state) return;
    if (state.lock?.owner === broker && !state.intent?.lost) this.#savedBefore.set(broker, this.#saved());
    if (state.intent && state.lock?.owner === broker && !this.#sends.has(state.intent.id)) {
      this.#intents.set(broker, state.intent.id);
    }
    this.#rises('settled', state.settled?.generation ?? 0);
    this.#checkInForce();
  }

  /** Whose intent a send is, only its sender knows: the last one that it recorded. */
  #checkSend(broker: string): void {
    const intent = this.#intents.get(broker) ?? 'none';
    const sends = (this.#sends.get(intent) ?? 0) + 1;
    this.#sends.set(intent, sends);
    if (intent === 'none') this.violations.push(`${broker} sent without an intent`);
    if (sends > 1) this.violations.push(`${broker} sent intent ${intent} ${sends} times`);
    const { requests, families } = this.#world.issuer;
    for (const { outcome, refreshToken } of requests.slice(this.#requests)) {
      if (outcome !== 'reuse') continue;
      const family = families.find(({ consumed }) => consumed.has(refreshToken));
      if (!family || !this.#isSaved(family.current)) continue;
      if (this.#savedBefore.get(broker)?.includes(family.current)) {
        this.violations.push(`${broker} revoked ${family.id}, of which a live successor was saved`);
      } else this.tooLate += 1;
    }
    this.#requests = requests.length;
  }

  #isSaved(refreshToken: string): boolean {
    return this.#saved().includes(refreshToken);
  }

  /** Every grant value that is durable anywhere. */
  #saved(): string {
    const { secrets, spill } = this.#world;
    return [...secrets.secret(GRANT).values.values(), ...spill.values.values()].join();
  }

  #checkProjections(step: Step): void {
    this.#rises('grant', generationAt(this.#world, GRANT));
    this.#rises('token', generationAt(this.#world, TOKEN));
    this.#rises('sink', this.#world.sink.generation);
    if (step.call === 'secrets.prune') this.#checkInForce();
  }

  #checkInForce(): void {
    const settled = this.#world.ledger.items.grant.get('crew')?.item.settled;
    if (!settled) return;
    const version = settled.grantVersionId;
    const stored = this.#world.secrets.secret(GRANT).values.has(version);
    if (!stored && !this.#world.spill.values.has(`${GRANT}#${version}`)) {
      this.violations.push(`the value of generation ${settled.generation}, which is in force, is nowhere`);
    }
  }

  #rises(what: 'settled' | 'grant' | 'token' | 'sink', generation: number): void {
    const before = this.#highest[what];
    if (generation < before) {
      this.violations.push(`${NAMES[what]} went from generation ${before} back to ${generation}`);
    }
    this.#highest[what] = generation;
  }
}

/** They change nothing, so nothing has to be looked at again. */
const READS = new Set([
  'secrets.read',
  'secrets.labelled',
  'secrets.versions',
  'ledger.read',
  'ledger.lastGood',
  'spill.read',
  'clock.sleep',
]);

const NAMES = {
  settled: 'the settled truth',
  grant: 'AWSCURRENT of the grant',
  token: 'AWSCURRENT of the token',
  sink: 'the sink',
};

/** The generation that carries AWSCURRENT; 0 where nothing does or it cannot be read. */
export function generationAt({ secrets }: Pick<Watched, 'secrets'>, id: SecretId): number {
  const { labels, values } = secrets.secret(id);
  const text = values.get(labels.get('AWSCURRENT') ?? '');
  if (text === undefined) return 0;
  const secret = new SecretText(text);
  return (id === GRANT ? readGrantValue(secret)?.generation : readTokenValue(secret)?.generation) ?? 0;
}
