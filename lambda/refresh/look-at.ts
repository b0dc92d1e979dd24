import type { RefreshResult } from '../../core/broker.ts';
import { type GrantContext, issuerNow } from '../../core/grant/context.ts';
import type { GrantState } from '../../core/grant/state.ts';
import type { Telling } from '../../core/incident/keep-told.ts';
import { mend } from '../../core/ledger/mend.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { lookAgainAt } from '../../core/refresh/look-after-write.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { recordRefusal } from '../../core/refresh/refused.ts';
import { replaceRefused } from '../../core/refresh/replace-refused.ts';
import { refreshResult } from '../../core/refresh/result.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '../../core/time.ts';
import type { DeployedGrant } from '../../host/deployment/deployed-grants.ts';
import type { Deployment } from '../../host/deployment/open-deployment.ts';
import { dropStuckPending } from './drop-stuck-pending.ts';

/** Why a grant is looked at. */
export type Look =
  /** It may be due. */
  | { readonly kind: 'tick' }
  /** A person wants another token than the one in force. */
  | { readonly kind: 'renew' }
  /** Somebody needs a token that lives at least this long. */
  | { readonly kind: 'needed'; readonly minValidSeconds: number }
  /** A consumer was refused with the token of this fingerprint and wants another one. */
  | { readonly kind: 'replace'; readonly fingerprint: string }
  /** A daemon failed; `evidence` are redacted lines of its log. undefined: nobody knows which token it used. */
  | {
      readonly kind: 'refused';
      readonly fingerprint: string | null;
      readonly evidence: readonly string[];
    };

/**
 * Looks at one grant as the broker of a machine does: mends its ledger, refreshes it if it must, tells hosts and
 * people, and says when it is to be looked at again.
 */
export async function lookAt(deployment: Deployment, name: string, look: Look): Promise<RefreshResult> {
  const grant = await deployment.grants.open(name);
  const context = await grant.context();
  await mend(context);
  const result = await act(context, look);
  await deployment.deliveries.deliver(name);
  await attend(deployment, grant, look.kind === 'refused' ? look.evidence : undefined);
  if (look.kind === 'tick') await dropStuckPending(context, deployment.secrets);
  return result;
}

async function act(context: GrantContext, look: Look): Promise<RefreshResult> {
  switch (look.kind) {
    case 'tick':
      // Whoever holds the lock may be dead, and the beat ends when its last look does.
      return await result(context, await refresh(context, { kind: 'tick' }, { patience: 0 }));
    case 'renew':
      return await result(context, await refresh(context, { kind: 'replace', unlessFingerprint: null }));
    case 'needed': {
      const minValid = look.minValidSeconds * SECOND;
      return await result(context, await refresh(context, { kind: 'token', minValid }));
    }
    case 'refused':
      await recordRefusal(context, look.fingerprint);
      return await result(context, await refresh(context, { kind: 'tick' }));
    case 'replace': {
      const kept = await replaceRefused(context, look.fingerprint);
      if (kept) return kept;
      const { state } = await seen(context);
      return { kind: 'fresh', generation: state.settled?.generation ?? 0, fingerprint: state.fingerprint };
    }
  }
}

async function result(
  context: GrantContext,
  outcome: Awaited<ReturnType<typeof refresh>>,
): Promise<RefreshResult> {
  return refreshResult(outcome, { grant: context.spec.name, ...(await seen(context)) });
}

/** The state as it is now, and the issuer's time. */
async function seen(context: GrantContext): Promise<{ state: GrantState; now: Instant }> {
  const state = await readGrant(context.ports.ledger, context.spec.name);
  return { state, now: issuerNow(context, state) };
}

/** @param heard lines that show the trouble; undefined: this look has none of its own */
async function attend(
  { ledger, due, deliveries, ports }: Deployment,
  { name, document, contexts, incidents }: DeployedGrant,
  heard: readonly string[] | undefined,
): Promise<void> {
  const grant = document.declaration.grants.get(name);
  const stored = await ledger.read('grant', name);
  if (!grant || !stored) return;
  const state = stored.item;
  const now = ports.clock.now() + state.clockOffset;
  const troubles = await deliveries.troubles(name);
  // What showed the trouble when the incident opened still does.
  const evidence = heard ?? (await incidents.open(name))?.condition.evidence ?? [];
  let telling: Telling = 'elsewhere';
  try {
    telling = await incidents.attend({
      grant,
      state,
      profile: contexts.known(grant),
      now,
      evidence: state.latch === null && state.accessRefusedAt === null ? [] : evidence,
      deliveryTroubles: troubles,
    });
  } finally {
    // A dead grant is looked at once an hour, and people who could not be told of it are told sooner.
    const atMost = troubles.length > 0 || telling === 'elsewhere' ? MINUTE : HOUR;
    const at = lookAgainAt(state, { now, atMost }) - state.clockOffset;
    await due.lookAgain(name, { revision: stored.revision, at });
  }
}
