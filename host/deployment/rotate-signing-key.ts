import type { AskRefresh } from '../../adapters/refresh-function/refresh-function.ts';
import type { RotateResult, RotateWhen } from '../../core/broker.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { SigningKeyDeclaration } from '../../core/config/signing-key-declaration.ts';
import type { Ports } from '../../core/ports.ts';
import { dyingTokens } from '../../core/signing-key/dying-tokens.ts';
import type { SigningKeyOutcome } from '../../core/signing-key/outcome.ts';
import { promotedKeys } from '../../core/signing-key/signing-key-at.ts';
import type { SigningKeyState } from '../../core/signing-key/state.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import { wantRotation } from '../../core/signing-key/want.ts';
import { rotatedSigningKey } from '../broker/signing-key-views.ts';

export interface RotateSigningKeyParts {
  readonly when: RotateWhen;
  readonly declaration: Pick<Declaration, 'agentTokens'>;
  readonly ports: Pick<Ports, 'ledger' | 'clock'>;
  readonly ask: AskRefresh;
}

/**
 * Rotates a signing key of a deployment for a person: notes in the ledger what is wanted, with the person's own rights, and
 * has the function look. A host may ask for a look too, but not write the ledger, so no host can end a key.
 */
export async function rotateSigningKey(
  { name }: SigningKeyDeclaration,
  { when, declaration, ports, ask }: RotateSigningKeyParts,
): Promise<RotateResult> {
  const before = newestOf(await readSigningKey(ports.ledger, name));
  if (when !== 'due') await wantRotation({ ports, spec: { name } }, when);
  const result = await ask({ evergrant: 'refresh', credential: name, unlessFingerprint: null });
  if (result.kind === 'unavailable') return result;
  const state = await readSigningKey(ports.ledger, name);
  const newest = newestOf(state);
  if (!newest || newest.generation === before?.generation)
    return rotatedSigningKey(name, { outcome: { kind: when === 'due' ? 'fresh' : 'busy' }, state });
  const ends = state.published.flatMap(({ withdrawAt }) => (withdrawAt === null ? [] : [withdrawAt]));
  const signed = [...declaration.agentTokens.values()].filter(({ key }) => key.name === name);
  const spec = { name, tokens: signed.map((token) => token.name) };
  const dying = when === 'emergency' ? await dyingTokens({ ports, spec }) : [];
  const outcome: SigningKeyOutcome = {
    kind: 'rotated',
    generation: newest.generation,
    kid: newest.publicKey.kid,
    signsFrom: newest.signsFrom,
    previousEndsAt: ends.length === 0 ? null : Math.max(...ends),
    dying,
  };
  return rotatedSigningKey(name, { outcome, state });
}

function newestOf(state: SigningKeyState) {
  return promotedKeys(state).at(-1);
}
