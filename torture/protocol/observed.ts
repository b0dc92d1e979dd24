import { refresh } from '../../core/refresh/refresh.ts';
import { MINUTE } from '../../core/time.ts';
import type { ExploredWorld } from '../explorer/explored-world.ts';
import { dueWorld } from '../explorer/flows.ts';
import { replay } from '../interleavings/explore.ts';
import { twoBrokers } from '../interleavings/races.ts';

/** One run as the watch saw it. */
export interface Observed {
  readonly title: string;
  /** What is to be seen in it. */
  readonly text: string;
  readonly steps: ExploredWorld['sentinel']['steps'];
}

const UNBOUND = { preemptions: 1_000, kills: 1_000, waits: 1_000 };

/** The runs that docs/protocol.md draws. */
export async function observe(): Promise<readonly Observed[]> {
  return [await healthy(), await race(), await crashAfterAnswer()];
}

async function healthy(): Promise<Observed> {
  const world = await dueWorld('rotates without grace');
  const from = world.sentinel.steps.length;
  await refresh(world.broker('a'), { kind: 'tick' });
  return {
    title: 'A healthy refresh',
    text: 'Intent before exchange, save before use: each arrow is one port call and one place to die.',
    steps: world.sentinel.steps.slice(from),
  };
}

/** `b` comes when `a` has recorded its intent and sent, and finds the lock taken. */
async function race(): Promise<Observed> {
  const played = await replay(twoBrokers('rotates without grace', 'rotated'), {
    bound: UNBOUND,
    schedule: 'a*8 b*2',
  });
  return {
    title: 'Two brokers want the same token',
    text: 'The second one finds an intent open whose holder is not suspect: it waits, looks again, and takes what is settled.',
    steps: ofActors(played.stage.world),
  };
}

async function crashAfterAnswer(): Promise<Observed> {
  const world = await dueWorld('rotates with grace');
  const from = world.sentinel.steps.length;
  const died = new Promise<void>((resolve) => {
    const never = new Promise<void>(() => {});
    const dying = {
      before: async ({ call }: { call: string }) => {
        if (call !== 'secrets.put') return;
        resolve();
        await never;
      },
      after: async () => {},
    };
    void refresh(world.broker('a', dying), { kind: 'tick' });
  });
  await died;
  world.dead.add('a');
  world.clock.advance(MINUTE);
  await refresh(world.broker('b'), { kind: 'tick' });
  return {
    title: 'A crash between answer and save, inside a grace',
    text: 'The one window in which an answer can be lost. The next broker finds the open intent and nothing saved; the grace is not over, so it asks again, as a new intent that names the old one. Without a grace the grant would be unsettled.',
    steps: world.sentinel.steps.slice(from),
  };
}

function ofActors({ sentinel }: ExploredWorld): Observed['steps'] {
  return sentinel.steps.filter(({ broker }) => broker === 'a' || broker === 'b');
}

/** What a step does, in the words of the protocol; undefined for one that is not worth an arrow of its own. */
export function labelOf({ call, args }: { call: string; args: readonly unknown[] }): string {
  const text = args.map((arg) => (typeof arg === 'string' ? arg : '')).filter((word) => word !== '');
  if (call === 'ledger.replace') return `write: ${writeOf(args[2])}`;
  if (call === 'issuer.send') return 'refresh token';
  if (call.startsWith('secrets.'))
    return `${call.slice('secrets.'.length)} ${text[0] ?? ''}${labelName(args)}`.trim();
  return call.slice(call.indexOf('.') + 1);
}

function writeOf(write: unknown): string {
  const item = recordIn(write, 'item');
  const intent = recordIn(item, 'intent');
  const lock = recordIn(item, 'lock');
  // A holder that has taken over finds the intent of another fence.
  if (intent && Object(lock).fence === Object(intent).fence) {
    return recordIn(intent, 'retryOf') ? 'intent (retryOf)' : 'intent';
  }
  if (lock) return 'lock, fence+1';
  const { announced } = Object(item);
  const { generation } = Object(recordIn(item, 'settled'));
  return announced === generation
    ? `announced ${generation}`
    : `settled ${generation}, intent and lock cleared`;
}

function labelName(args: readonly unknown[]): string {
  const found = args.map((arg) => recordIn({ arg }, 'arg')).find((arg) => arg && 'label' in arg);
  return found && 'label' in found
    ? `, label ${String(found.label)}`
    : args.includes('AWSCURRENT')
      ? ' AWSCURRENT'
      : '';
}

function recordIn(value: unknown, key: string): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const inner: unknown = Reflect.get(value, key);
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}
