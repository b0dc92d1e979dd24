import {
  beginAuthorization,
  finishAuthorization,
  type PendingAuthorization,
} from '../../adapters/token-endpoint/code-exchange.ts';
import type { SendOptions } from '../../adapters/token-endpoint/send-once.ts';
import type { ConsentBegun, ConsentResult } from '../../core/broker.ts';
import {
  type Candidate,
  type ConsentRefusal,
  checkCandidate,
  isRefusal,
} from '../../core/consent/candidate.ts';
import { noConsentNeeded } from '../../core/consent/no-consent-needed.ts';
import { settleConsent } from '../../core/consent/settle-consent.ts';
import { Fault } from '../../core/fault.ts';
import { type GrantContext, tell } from '../../core/grant/context.ts';
import type { ConsentAuthority, GrantSpec } from '../../core/grant/grant-spec.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { judgeRefresh } from '../../core/refresh/judge.ts';
import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';
import type { Verdict } from '../../core/verdict/verdict.ts';
import { proveAccount } from './proven-account.ts';

/** A consent between its first redirect and its last. */
interface PendingConsent {
  readonly grant: string;
  readonly authorization: PendingAuthorization;
  /** The consent in force when this one began. */
  readonly replaces: string | null;
  readonly begunAt: Instant;
}

/**
 * Consents that people are giving now. They live in memory: a broker that restarts forgets them, and the person begins
 * again, while the grant that was there is untouched.
 */
export class Consents {
  readonly #pending = new Map<string, PendingConsent>();
  readonly #options: SendOptions;

  constructor(options: SendOptions) {
    this.#options = options;
  }

  /** Draws state and verifier and says which page to open. */
  async begin(context: GrantContext, { redirectUri }: { redirectUri: string }): Promise<ConsentBegun> {
    const { ports, spec } = context;
    this.#forgetOld();
    const { client, account, consentScopes } = consentOf(spec);
    const authorization = await beginAuthorization(spec.profile, client, {
      redirectUri,
      scopes: consentScopes,
      ...(account === null ? {} : { loginHint: account }),
    });
    const consentId = ports.random.id();
    const state = await readGrant(ports.ledger, spec.name);
    this.#pending.set(consentId, {
      grant: spec.name,
      authorization,
      replaces: state.settled?.consentId ?? null,
      begunAt: ports.clock.now(),
    });
    tell(context, 'consentBegun');
    return {
      consentId,
      authorizationUrl: authorization.url,
      scopes: consentScopes,
      expectedAccount: account,
    };
  }

  /** The grant that a pending consent is for. */
  grantOf(consentId: string): string {
    return this.#find(consentId).grant;
  }

  /** Exchanges the code, proves the account, and settles; or says why not and leaves everything as it was. */
  async finish(
    context: GrantContext,
    done: { consentId: string; redirectUrl: string },
  ): Promise<ConsentResult> {
    const { ports, spec } = context;
    const pending = this.#find(done.consentId);
    const authority = consentOf(spec);
    const outcome = await finishAuthorization(done.redirectUrl, {
      ...this.#options,
      profile: spec.profile,
      client: authority.client,
      pending: pending.authorization,
    });
    // A wrong paste is tried again; everything else ends this consent, for its code or its state is used up.
    if (outcome.kind === 'invalid')
      return refuse(context, { ...outcome, remedy: 'paste the whole address from the browser' });
    this.#pending.delete(done.consentId);
    if (outcome.kind === 'refused') return refuse(context, deniedBy(outcome, spec.name));
    const judgement = judgeRefresh(outcome.answer, spec.profile.name);
    const { tokens, verdict } = judgement;
    if (!tokens) return refuse(context, notExchanged(verdict, spec.name));
    const account = await proveAccount(context, { tokens, idToken: outcome.idToken, options: this.#options });
    if (account.kind === 'refused') return refuse(context, account);
    const candidate: Candidate = { tokens, account: account.account };
    const checked = checkCandidate(candidate, { ...spec, authority });
    if (isRefusal(checked)) return refuse(context, checked);
    const state = await settleConsent(context, {
      consentId: done.consentId,
      replaces: pending.replaces,
      candidate: checked,
      sentAt: sentAt(outcome.answer, ports.clock.now()),
      clockOffset: judgement.clockOffset ?? 0,
    });
    if (!state?.settled) return refuse(context, OVERTAKEN);
    const { account: proven, scopes } = state;
    return {
      kind: 'settled',
      grant: spec.name,
      generation: state.settled.generation,
      account: proven,
      scopes,
    };
  }

  #find(consentId: string): PendingConsent {
    const pending = this.#pending.get(consentId);
    if (pending) return pending;
    throw new Fault({
      code: 'ConsentUnknown',
      message:
        'this consent is not known: it is finished, older than 15 minutes, or the broker was restarted since',
      remedy: 'evergrant login GRANT',
    });
  }

  #forgetOld(): void {
    const now = this.#options.clock.now();
    for (const [id, { begunAt }] of this.#pending) {
      if (now - begunAt > CONSENT_LIFE) this.#pending.delete(id);
    }
  }
}

/** @throws Fault `NoConsentNeeded` for a grant that stands by policy */
function consentOf({ name, authority }: GrantSpec): ConsentAuthority {
  if (authority.kind === 'consent') return authority;
  throw noConsentNeeded(name);
}

const CONSENT_LIFE: Milliseconds = 15 * MINUTE;

const OVERTAKEN: ConsentRefusal = {
  reason: 'Overtaken',
  message: 'another consent for this grant was finished while this one was under way; that one is in force',
  remedy: 'evergrant status',
};

function refuse(context: GrantContext, refusal: ConsentRefusal): ConsentResult {
  const { reason, message, remedy } = refusal;
  tell(context, 'consentRefused', { reason, message });
  return { kind: 'refused', reason, message, remedy };
}

function deniedBy(said: { error: string; description: string | null }, grant: string): ConsentRefusal {
  const detail = said.description === null ? '' : `: ${said.description.slice(0, 200)}`;
  return {
    reason: said.error === 'access_denied' ? 'AccessDenied' : 'ConsentRefusedByIssuer',
    message: `the issuer answered ${said.error}${detail}`,
    remedy: `evergrant login ${grant}`,
  };
}

/** A code is good once: whatever the trouble was, also one that passes, the person begins again. */
function notExchanged({ reason, message, remedy }: Verdict, grant: string): ConsentRefusal {
  return {
    reason,
    message,
    remedy: remedy === '' ? `evergrant login ${grant}` : remedy.replaceAll('GRANT', grant),
  };
}

function sentAt(answer: TokenAnswer, otherwise: Instant): Instant {
  return answer.kind === 'answered' ? answer.sentAt : otherwise;
}
