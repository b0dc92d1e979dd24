import { settleConsent } from '../../core/consent/settle-consent.ts';
import type { GrantContext } from '../../core/grant/context.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { readTokenValue } from '../../core/grant/value.ts';
import { tokenSecret } from '../../core/grant/version-ids.ts';
import type { Clock, Holder, Ports } from '../../core/ports.ts';
import { SecretText } from '../../core/secret-text.ts';
import { HOUR, SECOND } from '../../core/time.ts';
import { type FlowWorld, flowWorld, type WorldOptions } from '../../test/support/fakes/flow-world.ts';
import { ScriptedIssuer } from './scripted-issuer.ts';
import { Sentinel } from './sentinel.ts';
import { type Gate, watchPorts } from './watched-ports.ts';

/** A flow world whose every outside step is watched, by the sentinel and by whoever wants to interfere. */
export interface ExploredWorld extends FlowWorld {
  readonly scripted: ScriptedIssuer;
  readonly sentinel: Sentinel;
  /** What lies in the one sink; like the real one it takes what AWSCURRENT says and never an older generation. */
  readonly sink: { generation: number };
  /** Brokers that are known to be dead: their locks are suspect at once. */
  readonly dead: Set<string>;
  /** The world as this broker sees it, each of its steps passing this gate. */
  broker(name: string, gate?: Gate, clock?: Partial<Clock>): GrantContext;
  item(): GrantState | undefined;
}

/** Lets everything through. */
export const OPEN_GATE: Gate = { before: async () => {}, after: async () => {} };

export function exploredWorld(options: WorldOptions): ExploredWorld {
  const world = flowWorld(options);
  const scripted = new ScriptedIssuer(world.issuer);
  const sink = { generation: 0 };
  const dead = new Set<string>();
  const item = () => world.ledger.items.grant.get('crew')?.item;
  const sentinel = new Sentinel({ ...world, sink });
  return {
    ...world,
    scripted,
    sentinel,
    sink,
    dead,
    item,
    broker(name, gate = OPEN_GATE, clock = {}) {
      const { ports, spec } = world.as(name);
      const holder: Holder = { id: name, suspect: (lock, now) => dead.has(lock.owner) || now > lock.until };
      const deliver = async () => {
        const id = tokenSecret('sheets');
        const version = await world.secrets.labelled(id, 'AWSCURRENT');
        const text = version === undefined ? undefined : await world.secrets.read(id, version);
        const generation = text ? (readTokenValue(text)?.generation ?? 0) : 0;
        sink.generation = Math.max(sink.generation, generation);
      };
      const ownClock: Clock = {
        now: () => world.clock.now(),
        sleep: (span) => world.clock.sleep(span),
        ...clock,
      };
      const own: Ports = {
        ...ports,
        clock: ownClock,
        issuer: scripted,
        holder,
        delivery: { deliver },
        random: ownIds(name),
      };
      return {
        spec,
        ports: watchPorts(own, {
          before: (step) => gate.before(step),
          after: async (step, result) => {
            sentinel.saw(name, step);
            await gate.after(step, result);
          },
        }),
      };
    },
  };
}

/** Ids that depend on nothing but their drawer and how many it drew: schedules that differ only in order meet again. */
function ownIds(name: string): Ports['random'] {
  const drawer = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 0xffff;
  let count = 0;
  return {
    id: () => {
      count += 1;
      return `00000000-0000-4000-8000-${drawer.toString(16).padStart(4, '0')}${String(count).padStart(8, '0')}`;
    },
    fraction: () => 0,
  };
}

/** Consent, given through the model issuer and settled by this broker. */
export async function consentAs(world: ExploredWorld, context: GrantContext): Promise<void> {
  const replaces = world.item()?.settled?.consentId ?? null;
  const { refreshToken, accessToken } = world.issuer.consent();
  await settleConsent(context, {
    consentId: context.ports.random.id(),
    replaces,
    sentAt: world.clock.now(),
    clockOffset: 0,
    candidate: {
      account: 'ops@example.com',
      refreshToken,
      tokens: {
        accessToken: new SecretText(accessToken.reveal()),
        refreshToken,
        expiresInSeconds: HOUR / SECOND,
        refreshTokenExpiresInSeconds: null,
        scope: ['sheets'],
        tokenType: 'Bearer',
        idToken: null,
        problems: [],
      },
    },
  });
}
