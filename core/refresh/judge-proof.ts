import type { Proof } from '../grant/proof.ts';
import type { TokenAnswer } from '../issuer/token-answer.ts';
import { meaningForProof } from '../verdict/meanings-of-proofs.ts';
import { isReason, type ReasonName } from '../verdict/reasons.ts';
import { verdictOf } from '../verdict/verdict-of.ts';
import { type Judgement, judgeRefresh } from './judge.ts';

/** Judges the answer to a proof; pure. A proof is made for one request, so nothing is ever spent. */
export function judgeProof(answer: TokenAnswer, of: { provider: string; proof: Proof }): Judgement {
  const judgement = judgeRefresh(answer, of.provider);
  const { verdict } = judgement;
  if (verdict.class === 'ok') return judgement;
  const reason = notMade(answer) ?? verdict.reason;
  if (!isReason(reason)) return { ...judgement, verdict: { ...verdict, spent: 'no' } };
  return { ...judgement, verdict: verdictOf(meaningForProof(reason, of.proof), 'no') };
}

/** Why there was no proof to send, where that is the trouble: its maker says so by a reason's name. */
function notMade(answer: TokenAnswer): ReasonName | undefined {
  const code = answer.kind === 'notSent' && answer.error.name === 'Fault' ? answer.error.code : undefined;
  return typeof code === 'string' && isReason(code) ? code : undefined;
}
