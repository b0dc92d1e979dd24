import type { SigningKeyContext } from './context.ts';
import type { SigningKeyDemand } from './outcome.ts';
import { updateSigningKey } from './update.ts';

/** Notes what a person asked for. It outlives each look: it is tried again until it succeeds. */
export async function wantRotation(
  { ports, spec }: { ports: Pick<SigningKeyContext['ports'], 'ledger'>; spec: { name: string } },
  wanted: Exclude<SigningKeyDemand, 'tick'>,
): Promise<void> {
  await updateSigningKey(ports.ledger, spec.name, (seen) =>
    seen.wanted === wanted || seen.wanted === 'emergency' ? undefined : { ...seen, wanted },
  );
}
