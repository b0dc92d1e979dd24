import type { Broker, Unavailable } from '../../core/broker.ts';
import type { Situation } from '../../core/preflight/run-checks.ts';
import { prove } from '../preflight/prove.ts';

/** What was done for one grant before its consumers are stopped. */
export type Freshened =
  | { readonly kind: 'refreshed' | 'alreadyFresh'; readonly grant: string }
  | { readonly kind: 'unavailable'; readonly grant: string; readonly trouble: Unavailable };

/** Proves each grant's refresh path and makes its token fresh: one refresh a grant, however many use it. */
export async function makeFresh(
  broker: Pick<Broker, 'refresh'>,
  situation: Situation,
): Promise<readonly Freshened[]> {
  const done: Freshened[] = [];
  for (const one of situation.grants) {
    const { grant } = one;
    const proof = await prove(broker, { situation: one, holds: 0 });
    if (proof.kind === 'unavailable') done.push({ kind: 'unavailable', grant, trouble: proof });
    else done.push({ kind: proof.kind === 'refreshed' ? 'refreshed' : 'alreadyFresh', grant });
  }
  return done;
}
