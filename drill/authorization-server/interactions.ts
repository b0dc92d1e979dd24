import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { readForm } from './read-form.ts';

/**
 * The page on which a person signs in and consents: a form with the account, the scopes to grant and a button for
 * each answer. Any account name is believed: this server has no passwords.
 */
export function interactionPages(provider: Provider) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    if (ctx.method === 'GET') return showPage(ctx, provider);
    if (ctx.method === 'POST') return takeAnswer(ctx, provider);
    ctx.status = 405;
  };
}

async function showPage(ctx: KoaContextWithOIDC, provider: Provider): Promise<void> {
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const boxes = scopesOf(params.scope).map(
    (scope) =>
      `<label><input type="checkbox" name="scope" value="${escaped(scope)}" checked> ${escaped(scope)}</label><br>`,
  );
  ctx.type = 'html';
  ctx.body = [
    '<!doctype html><title>Consent</title>',
    `<form method="post"><p>${escaped(params.client_id)} asks for access.</p>`,
    `<p><label>Account <input name="account" required value="${escaped(params.login_hint)}"></label></p>`,
    ...boxes,
    '<p><button name="answer" value="approve">Allow</button> <button name="answer" value="deny">Deny</button></p></form>',
  ].join('\n');
}

async function takeAnswer(ctx: KoaContextWithOIDC, provider: Provider): Promise<void> {
  const form = await readForm(ctx.req);
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const accountId = form.get('account') ?? '';
  // The provider writes this answer by itself.
  ctx.respond = false;
  if (form.get('answer') !== 'approve' || accountId === '') {
    const refusal = { error: 'access_denied', error_description: 'the person said no' };
    return provider.interactionFinished(ctx.req, ctx.res, refusal, { mergeWithLastSubmission: false });
  }
  const wanted = scopesOf(params.scope);
  const granted = form.getAll('scope');
  const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
  grant.addOIDCScope(wanted.filter((scope) => granted.includes(scope)).join(' '));
  const refused = wanted.filter((scope) => !granted.includes(scope));
  if (refused.length > 0) grant.rejectOIDCScope(refused.join(' '));
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId }, consent });
}

function scopesOf(raw: unknown): string[] {
  return typeof raw === 'string' ? raw.split(' ').filter((scope) => scope.length > 0) : [];
}

function escaped(raw: unknown): string {
  const text = typeof raw === 'string' ? raw : '';
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
