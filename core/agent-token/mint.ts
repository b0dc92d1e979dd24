import { Fault } from '../fault.ts';
import { readTokenValue, writeTokenValue } from '../grant/value.ts';
import { tokenSecret, tokenVersionId } from '../grant/version-ids.ts';
import { generationAt } from '../rotate/forward.ts';
import type { SecretText } from '../secret-text.ts';
import { allowLife } from '../signing-key/allow-life.ts';
import { type PromotedKey, signingKeyAt } from '../signing-key/signing-key-at.ts';
import type { SigningKeyState } from '../signing-key/state.ts';
import { storedSigningKey } from '../signing-key/stored-value.ts';
import { type Instant, SECOND, toIso } from '../time.ts';
import { boundedLife } from './bounded-life.ts';
import { type AgentTokenClaims, agentTokenClaims } from './claims.ts';
import { type AgentTokenContext, tellOfAgentToken } from './context.ts';
import { projectAgentToken } from './project.ts';
import type { AgentTokenState, MintedToken } from './state.ts';
import { templateOf } from './template.ts';
import { updateAgentToken } from './update.ts';

/** What a token is minted from. */
export interface MintFrom {
  readonly state: AgentTokenState;
  /** As it was read after `now`. */
  readonly key: SigningKeyState;
  /** The instant of the token. */
  readonly now: Instant;
}

/**
 * Mints one token: store it, then let it come into force IF the one seen is still in force. Nothing is spent by it, so
 * whoever is slower throws its own away.
 *
 * @returns false when the tokens must be looked at again
 * @throws Fault `SigningKeyUnreadable`
 */
export async function mint(context: AgentTokenContext, from: MintFrom): Promise<boolean> {
  const { ports, spec } = context;
  const made = await sign(context, from);
  if (!made) return false;
  const generation = (await highestGeneration(context, from.state)) + 1;
  const { id, claims, signer, token } = made;
  const minted: MintedToken = {
    generation,
    intentId: id,
    versionId: tokenVersionId(ports.digest, id),
    id,
    kid: signer.publicKey.kid,
    fingerprint: ports.digest.fingerprint(token),
    issuedAt: claims.iat * SECOND,
    expiresAt: claims.exp * SECOND,
    template: templateOf(spec, ports.digest),
  };
  const { versionId, issuedAt, expiresAt, kid, fingerprint } = minted;
  const access = { token, tokenType: 'Bearer', issuedAt, expiresAt };
  const value = writeTokenValue({ schema: 1, generation, access, scopes: [] });
  await ports.secrets.put(tokenSecret(spec.name), { versionId, value, label: 'EVERGRANT_NEXT' });
  const settled = await settle(context, { seen: from.state, minted, now: from.now });
  if (!settled) return false;
  const details = { fingerprint, jti: id, kid, expiresAt: toIso(expiresAt) };
  tellOfAgentToken(context, 'tokenMinted', { generation, details });
  await projectAgentToken(context, minted);
  return true;
}

interface Signed {
  readonly id: string;
  readonly claims: AgentTokenClaims;
  readonly signer: PromotedKey;
  readonly token: SecretText;
}

/** Signs with the key whose turn it is at the token's own instant. */
async function sign(
  { ports, spec }: AgentTokenContext,
  { key: seen, now }: MintFrom,
): Promise<Signed | undefined> {
  const life = boundedLife(spec.lifetime);
  const key = seen.longestLife >= life ? seen : await allowLife(ports.ledger, { key: spec.key.name, life });
  const signer = signingKeyAt(key, now);
  if (!signer) return undefined;
  const value = await storedSigningKey({ ports, spec: spec.key }, signer.versionId);
  if (!value) throw unreadable(spec.key.name);
  const id = ports.random.id();
  const { privateKey } = value;
  const { publicKey } = signer;
  const claims = agentTokenClaims(spec, { id, now });
  const token = await ports.signer.sign(claims, { privateKey, publicKey });
  return { id, claims, signer, token };
}

/** Of the ledger and of what consumers hold: where the ledger was lost, what they hold is not to be older. */
async function highestGeneration({ ports, spec }: AgentTokenContext, seen: AgentTokenState): Promise<number> {
  const id = tokenSecret(spec.name);
  const from = await ports.secrets.labelled(id, 'AWSCURRENT');
  const generationOf = (text: SecretText) => readTokenValue(text)?.generation;
  const held = from === undefined ? 0 : await generationAt(ports.secrets, { id, from, generationOf });
  return Math.max(held, seen.settled?.generation ?? 0);
}

async function settle(
  { ports, spec }: AgentTokenContext,
  { seen, minted, now }: { seen: AgentTokenState; minted: MintedToken; now: Instant },
): Promise<boolean> {
  const { applied } = await updateAgentToken(ports.ledger, spec.name, (state) => {
    if (state.settled?.intentId === minted.intentId) return state;
    if (state.settled?.intentId !== seen.settled?.intentId) return undefined;
    const before = state.settled ? [...state.outstanding, state.settled] : state.outstanding;
    return {
      ...state,
      settled: minted,
      outstanding: before.filter(({ expiresAt }) => expiresAt > now),
      superseded: state.settled ? [...state.superseded, state.settled.versionId] : state.superseded,
    };
  });
  if (!applied) {
    // Nobody has it; whoever projects next deletes it.
    const { versionId } = minted;
    await updateAgentToken(ports.ledger, spec.name, (state) => ({
      ...state,
      superseded: [...state.superseded, versionId],
    }));
  }
  return applied;
}

function unreadable(key: string): Fault {
  return new Fault({
    code: 'SigningKeyUnreadable',
    message: `the private half of signing key ${key} is not in the store, so no token can be signed with it`,
    remedy: `restore it from a backup, or make another that signs at once: evergrant rotate ${key} --emergency`,
  });
}
