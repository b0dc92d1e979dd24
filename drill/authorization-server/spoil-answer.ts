import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ScriptedFault } from './faults.ts';

/** Puts the answer that a fault prescribes in place of the right one, or changes the right one. */
export function spoilAnswer(
  ctx: KoaContextWithOIDC,
  fault: ScriptedFault,
  sent: { refreshToken: string | null },
): void {
  switch (fault.kind) {
    case 'status':
      ctx.status = fault.status;
      if (fault.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(fault.retryAfterSeconds));
      ctx.body = { error: fault.status === 429 ? 'too_many_requests' : 'temporarily_unavailable' };
      return;
    case 'drop':
      // Koa writes no answer; the reset reaches the client as ECONNRESET.
      ctx.respond = false;
      ctx.req.socket.resetAndDestroy();
      return;
    case 'html':
      ctx.status = 200;
      ctx.type = 'html';
      ctx.body =
        '<!doctype html><title>Sign in to the network</title><p>Please accept the terms to continue.</p>';
      return;
    case 'huge':
      ctx.status = 200;
      ctx.type = 'json';
      ctx.body = `{"padding":"${'x'.repeat(2_000_000)}"}`;
      return;
    case 'redirect':
      ctx.status = 302;
      ctx.set('Location', fault.location);
      ctx.body = '';
      return;
    case 'expiresIn':
      changeBody(ctx, { expires_in: fault.value });
      return;
    case 'refreshToken':
      changeBody(ctx, {
        refresh_token: fault.as === 'missing' ? undefined : (sent.refreshToken ?? undefined),
      });
      return;
    case 'delay':
      return;
  }
}

/** Changes fields of a token answer; an error answer stays as it is. */
export function changeBody(ctx: KoaContextWithOIDC, fields: Record<string, unknown>): void {
  const body: unknown = ctx.body;
  if (ctx.status === 200 && typeof body === 'object' && body !== null) ctx.body = { ...body, ...fields };
}
