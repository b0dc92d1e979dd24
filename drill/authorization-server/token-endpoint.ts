import type { KoaContextWithOIDC } from 'oidc-provider';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { FaultQueue, ScriptedFault } from './faults.ts';
import { readForm } from './read-form.ts';
import type { ServerRecord, TokenOutcome, TokenRequestEntry } from './record.ts';
import { notesOf } from './request-notes.ts';
import type { Settings } from './settings.ts';
import { changeBody, spoilAnswer } from './spoil-answer.ts';
import type { Store } from './store.ts';

/** What the token endpoint works with. */
export interface TokenEndpointParts {
  readonly settings: Readonly<Settings>;
  readonly store: Store;
  readonly faults: FaultQueue;
  readonly record: ServerRecord;
}

/** Middleware around oidc-provider's token endpoint: scripts faults, shapes the answer and records what was done. */
export function tokenEndpoint(parts: TokenEndpointParts) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (ctx.path !== '/token' || ctx.method !== 'POST') return next();
    const fault = parts.faults.next();
    if (fault && replacesAnswer(fault) && !fault.processed) await answerWithoutWork(ctx, fault, parts);
    else await answerAfterWork(ctx, fault, { ...parts, next });
  };
}

type Replacing = Exclude<ScriptedFault, { kind: 'delay' | 'expiresIn' | 'refreshToken' }>;

function replacesAnswer(fault: ScriptedFault): fault is Replacing {
  return fault.kind !== 'delay' && fault.kind !== 'expiresIn' && fault.kind !== 'refreshToken';
}

async function answerWithoutWork(
  ctx: KoaContextWithOIDC,
  fault: Replacing,
  { record, store }: TokenEndpointParts,
) {
  const form = await readForm(ctx.req);
  const sent = form.get('refresh_token');
  record.append({
    clientId: form.get('client_id'),
    grantType: form.get('grant_type'),
    sent: fingerprint(sent),
    outcome: 'fault',
    fault: fault.kind,
    issued: { accessToken: null, refreshToken: null },
    family: sent === null ? null : store.familyOf(sent),
  });
  spoilAnswer(ctx, fault, { refreshToken: sent });
}

async function answerAfterWork(
  ctx: KoaContextWithOIDC,
  fault: ScriptedFault | undefined,
  { next, ...parts }: TokenEndpointParts & { next: () => Promise<void> },
) {
  if (fault?.kind === 'delay' && !fault.processed) await parts.faults.pause(fault.milliseconds);
  if (parts.faults.stopped) return;
  notesOf(ctx.req).keepsToken = fault?.kind === 'refreshToken' && !fault.consumed;
  await next();

  const sent = textOf(ctx.oidc?.params?.refresh_token);
  if (parts.settings.rotation === 'never' && sent !== null) changeBody(ctx, { refresh_token: undefined });
  if (parts.settings.tellsRefreshTokenLife) {
    changeBody(ctx, { refresh_token_expires_in: ctx.oidc?.entities.RefreshToken?.remainingTTL });
  }
  parts.record.append({ ...whatWasDone(ctx, sent, parts.store), fault: fault?.kind ?? null });
  if (fault?.kind === 'delay' && fault.processed) await parts.faults.pause(fault.milliseconds);
  if (fault) spoilAnswer(ctx, fault, { refreshToken: sent });
}

function whatWasDone(
  ctx: KoaContextWithOIDC,
  sent: string | null,
  store: Store,
): Omit<TokenRequestEntry, 'at' | 'number' | 'fault'> {
  const { AccessToken, RefreshToken, RotatedRefreshToken } = ctx.oidc?.entities ?? {};
  const issued = ctx.status === 200;
  const rotated = issued && (sent === null || RotatedRefreshToken !== undefined);
  const family = sent === null ? (AccessToken?.grantId ?? null) : store.familyOf(sent);
  return {
    clientId: ctx.oidc?.client?.clientId ?? null,
    grantType: textOf(ctx.oidc?.params?.grant_type),
    sent: fingerprint(sent),
    outcome: outcomeOf(ctx),
    issued: {
      accessToken: issued ? fingerprint(textOf(AccessToken?.jti)) : null,
      refreshToken: rotated ? fingerprint(textOf(RefreshToken?.jti)) : null,
    },
    family,
  };
}

function outcomeOf(ctx: KoaContextWithOIDC): TokenOutcome {
  const notes = notesOf(ctx.req);
  if (ctx.status === 200) return notes.inGrace ? 'issuedInGrace' : 'issued';
  if (notes.reused) return 'familyRevoked';
  const body: unknown = ctx.body;
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  return error === 'invalid_grant' ? 'invalid_grant' : 'refused';
}

function fingerprint(token: string | null): string | null {
  return token === null ? null : nodeDigest.fingerprint(new SecretText(token));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
