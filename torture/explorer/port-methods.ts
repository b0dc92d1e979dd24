import type { Ports } from '../../core/ports.ts';

/** Every port and what it can be asked, as `port.member`. */
export type PortMember = { [P in keyof Ports]: `${P}.${keyof Ports[P] & string}` }[keyof Ports];

/** A call that reaches outside, at which a process can die and another can come between. */
const STEP = { kind: 'step' } as const;

/** Why a member is none: nothing outside changes by it and nobody else can see it. */
const notAStep = (reason: string) => ({ kind: 'notAStep', reason }) as const;

/** The type makes this list complete: a new port method does not compile until it is placed here. */
export const PORT_MEMBERS: Readonly<
  Record<PortMember, typeof STEP | { readonly kind: 'notAStep'; readonly reason: string }>
> = {
  'secrets.read': STEP,
  'secrets.labelled': STEP,
  'secrets.versions': STEP,
  'secrets.prepare': STEP,
  'secrets.put': STEP,
  'secrets.move': STEP,
  'secrets.prune': STEP,
  'spill.write': STEP,
  'spill.read': STEP,
  'spill.remove': STEP,
  'ledger.read': STEP,
  'ledger.replace': STEP,
  'ledger.lastGood': STEP,
  'issuer.send': STEP,
  'issuer.introspect': STEP,
  'clock.sleep': STEP,
  'delivery.deliver': STEP,
  'alert.notify': STEP,
  'clock.now': notAStep('reads a register of this machine'),
  'random.id': notAStep('draws in memory'),
  'random.fraction': notAStep('draws in memory'),
  'digest.fingerprint': notAStep('computes'),
  'digest.uuid5': notAStep('computes'),
  'announce.event': notAStep('never waits; no flow reads it back'),
  'holder.id': notAStep('a constant'),
  'holder.suspect': notAStep('compares a lock with the clock and with what is known of processes'),
};

const KINDS = new Map<string, { readonly kind: 'step' | 'notAStep' }>(Object.entries(PORT_MEMBERS));

/** Is this member an outside step? @throws when the list does not know it. */
export function isStep(member: string): boolean {
  const entry = KINDS.get(member);
  if (!entry) throw new Error(`${member} is not in torture/explorer/port-methods.ts: is it an outside step?`);
  return entry.kind === 'step';
}
