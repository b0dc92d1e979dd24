import { IssuedBeforeRevocation, RevocationUnavailable, TokenRevoked } from './errors/revocation-errors.ts';
import { VerificationError } from './errors/verification-error.ts';
import type { Revocation, Revoked, TokenIdentity } from './revocation.ts';

/** How revocations are asked for. */
export interface RevocationRules {
  readonly revocation: Revocation;
  readonly whenUnavailable: 'refuse' | 'accept';
  /** Milliseconds. */
  readonly timeout: number;
}

/** @throws TokenRevoked, IssuedBeforeRevocation; RevocationUnavailable unless that is to be accepted */
export async function checkRevocation(token: TokenIdentity, rules: RevocationRules): Promise<void> {
  try {
    judge(await inTime(() => rules.revocation.lookUp(token), rules.timeout), token);
  } catch (error) {
    if (error instanceof VerificationError) throw error;
    if (rules.whenUnavailable !== 'accept') throw new RevocationUnavailable({ cause: error });
  }
}

function judge(revoked: Revoked, { jti, issuedAt }: TokenIdentity): void {
  const { token = false, issuedBefore, ...unknown } = revoked;
  // A list in plain JavaScript may answer in any form, and what is not understood must not pass.
  if (typeof token !== 'boolean' || Object.keys(unknown).length > 0)
    throw new TypeError('the list of revocations answered in another form');
  if (token) throw new TokenRevoked({ received: `jti ${JSON.stringify(jti.slice(0, 80))}` });
  if (issuedBefore === undefined) return;
  if (!(issuedBefore instanceof Date) || Number.isNaN(issuedBefore.getTime())) {
    throw new TypeError('the list of revocations answered with a date that is none');
  }
  if (issuedAt < issuedBefore) {
    throw new IssuedBeforeRevocation({
      expected: `iat at or after ${issuedBefore.toISOString()}`,
      received: issuedAt.toISOString(),
    });
  }
}

async function inTime<T>(ask: () => T | Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
