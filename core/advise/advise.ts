import { type Advice, type AdviceRule, type AdvisedSecret, OUTLOOKS } from './advice.ts';
import { ADVICE_RULES } from './rules.ts';
import type { StoredSecret } from './stored-secret.ts';

/** What can become of each secret: every rule that applies, the most promising first. Pure. */
export function advise(secrets: readonly StoredSecret[]): readonly AdvisedSecret[] {
  return secrets.map((secret) => {
    const advice = ADVICE_RULES.filter((rule) => applies(rule, secret))
      .sort((one, other) => rank(one) - rank(other))
      .map(told);
    return { secret, outlook: advice[0]?.outlook ?? 'keep', advice };
  });
}

function applies({ kinds, only }: AdviceRule, secret: StoredSecret): boolean {
  return kinds.includes(secret.kind) && (only === undefined || only(secret));
}

function rank({ outlook }: AdviceRule): number {
  return OUTLOOKS.indexOf(outlook);
}

function told({ kinds, only, ...advice }: AdviceRule): Advice {
  return advice;
}
