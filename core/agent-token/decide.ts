import type { Unavailable } from '../broker.ts';
import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import { publishedJwks } from '../signing-key/published-jwks.ts';
import { signingKeyAt } from '../signing-key/signing-key-at.ts';
import type { SigningKeyState } from '../signing-key/state.ts';
import { type Instant, MINUTE, type Milliseconds } from '../time.ts';
import { boundedLife } from './bounded-life.ts';
import type { AgentTokenDemand } from './outcome.ts';
import { agentTokenRenewAt, twoThirdsOf } from './renew-at.ts';
import type { AgentTokenState, MintedToken } from './state.ts';
import { keyMissing, lifetimeTooShort, tokenJustMinted } from './unavailable.ts';

/** Everything that decides what is done next for the tokens of an agent. */
export interface AgentTokenLook {
  readonly spec: AgentTokenDeclaration;
  readonly state: AgentTokenState;
  readonly key: SigningKeyState;
  readonly now: Instant;
  readonly demand: AgentTokenDemand;
  /** Of the declaration as it is now. */
  readonly template: string;
  /** Can the token in force be read? */
  readonly readable: boolean;
}

/** The next step of a look, or its end. */
export type AgentTokenStep =
  | { readonly kind: 'project'; readonly settled: MintedToken }
  | { readonly kind: 'mint' }
  /** A consumer was refused with a token so young that another would hardly fare better. */
  | { readonly kind: 'refused'; readonly settled: MintedToken; readonly why: Unavailable }
  | { readonly kind: 'fresh'; readonly settled: MintedToken }
  | { readonly kind: 'asleep' }
  | Unavailable;

/** A token is not replaced sooner because a resource refuses it, or one broken resource would drive the minting. */
export const FLOOR: Milliseconds = MINUTE;

/** Decides the next step: named checks in order, the first that says something wins. */
export function decideAgentToken(look: AgentTokenLook): AgentTokenStep {
  const { settled } = look.state;
  if (!settled) return withoutToken(look);
  for (const check of CHECKS) {
    const step = check(look, settled);
    if (step) return step;
  }
  return { kind: 'fresh', settled };
}

function withoutToken({ spec, key, now, demand }: AgentTokenLook): AgentTokenStep {
  if (demand.kind === 'tick' && spec.renew !== 'always') return { kind: 'asleep' };
  return signingKeyAt(key, now) ? (tooShort(spec, demand) ?? { kind: 'mint' }) : keyMissing(spec);
}

type Check = (look: AgentTokenLook, settled: MintedToken) => AgentTokenStep | undefined;

const projected: Check = ({ state }, settled) =>
  state.announced < settled.generation ? { kind: 'project', settled } : undefined;

const asleep: Check = ({ spec, now, demand }, { expiresAt }) =>
  demand.kind === 'tick' && spec.renew !== 'always' && expiresAt <= now ? { kind: 'asleep' } : undefined;

const keyless: Check = ({ spec, key, now }) => (signingKeyAt(key, now) ? undefined : keyMissing(spec));

const shortLived: Check = ({ spec, demand }) => tooShort(spec, demand);

const keyWithdrawn: Check = ({ key, now }, { kid }) =>
  publishedJwks(key, now).keys.some((published) => published.kid === kid) ? undefined : MINT;

const outdated: Check = ({ template }, settled) => (settled.template === template ? undefined : MINT);

const lost: Check = ({ readable }) => (readable ? undefined : MINT);

/** The clock was set back. To a verifier this token is from the future. */
const notYetIssued: Check = ({ now }, { issuedAt }) => (issuedAt > now + MINUTE ? MINT : undefined);

const expired: Check = ({ now }, { expiresAt }) => (expiresAt <= now ? MINT : undefined);

const refused: Check = ({ demand, spec, now }, settled) => {
  if (demand.kind !== 'replace') return undefined;
  // A renewal that is asked for twice is served what the first one brought.
  if (demand.unlessFingerprint !== settled.fingerprint) return { kind: 'fresh', settled };
  const age = now - settled.issuedAt;
  if (age >= FLOOR) return MINT;
  return { kind: 'refused', settled, why: tokenJustMinted(spec, { settled, age }) };
};

const tooOld: Check = ({ demand, now }, settled) => {
  if (demand.kind !== 'token') return undefined;
  // The time of a token is whole seconds, so what is left of it is counted in them.
  const left = settled.expiresAt - Math.floor(now / 1_000) * 1_000;
  return left < demand.minValid || now >= twoThirdsOf(settled) ? MINT : undefined;
};

const due: Check = ({ demand, state, spec, now }) => {
  if (demand.kind !== 'tick') return undefined;
  return (agentTokenRenewAt(state, spec) ?? Number.POSITIVE_INFINITY) <= now ? MINT : undefined;
};

const MINT: AgentTokenStep = { kind: 'mint' };

const CHECKS: readonly Check[] = [
  projected,
  asleep,
  keyless,
  shortLived,
  keyWithdrawn,
  outdated,
  lost,
  notYetIssued,
  expired,
  refused,
  tooOld,
  due,
];

function tooShort(spec: AgentTokenDeclaration, demand: AgentTokenDemand): Unavailable | undefined {
  if (demand.kind !== 'token' || demand.minValid <= boundedLife(spec.lifetime)) return undefined;
  return lifetimeTooShort(spec, demand.minValid);
}
