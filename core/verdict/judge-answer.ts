import { likelyCauses } from './likely-causes.ts';
import { plainWords } from './plain-words.ts';
import { readBody } from './read-body.ts';
import type { ReasonName } from './reasons.ts';
import type { Signals } from './signals.ts';
import { meaningOf } from './table-of-meanings.ts';
import { meaningOfNetwork } from './table-of-networks.ts';
import type { AnswerEvidence, ErrorEvidence, Spent, Verdict } from './verdict.ts';
import { verdictOf } from './verdict-of.ts';
import { weigh } from './weigh.ts';

/**
 * Judges an answer, or the lack of one. Pure: status, headers, body and error in, verdict out. The order of evidence is
 * subtype or code, description, `error`, status, headers; a status alone never accuses a credential.
 */
export function judgeAnswer(evidence: AnswerEvidence): Verdict {
  if (evidence.status === null) return judgeError(evidence.error);
  const signals = signalsOf(evidence);
  if (isSuccess(signals)) return judgeSuccess(signals);
  const reason = weigh(signals);
  const verdict = verdictOf(reason, spentBy(signals));
  return reason === 'GrantRefused' ? { ...verdict, causes: likelyCauses(signals.provider, {}) } : verdict;
}

function signalsOf({ where, provider, status, headers = {}, body }: AnswerEvidence): Signals {
  const read = readBody(body);
  const challenge = challengeFields(headers['www-authenticate']);
  return {
    ...read,
    where,
    provider: provider ?? '',
    status,
    headers,
    codes: [...read.codes, ...challenge.codes],
    texts: [...read.texts, ...challenge.texts],
  };
}

/** RFC 6750 section 3: the challenge repeats the error for those who sent no body. */
function challengeFields(challenge: string | undefined): {
  readonly codes: string[];
  readonly texts: string[];
} {
  const field = (name: string): string[] => {
    const found = challenge?.slice(0, 4096).match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
    return found === undefined ? [] : [found];
  };
  return { codes: field('error'), texts: field('error_description') };
}

function isSuccess({ status, failed, shape }: Signals): boolean {
  return status !== null && status >= 200 && status < 300 && !failed && shape !== 'html';
}

function judgeSuccess(signals: Signals): Verdict {
  if (signals.where !== 'token_endpoint') return verdictOf('Answered', 'no');
  return signals.token ? verdictOf('TokenGranted', 'yes') : verdictOf('TokenAbsent', 'maybe');
}

/** Only an answer that an OAuth server wrote, and 429 and 503, prove that the refresh token was not consumed. */
function spentBy({ where, status, shape }: Signals): Spent {
  if (where === 'resource' || status === 429 || status === 503) return 'no';
  return shape === 'structured' && status !== null && status < 500 ? 'no' : 'maybe';
}

function judgeError(error: ErrorEvidence | undefined): Verdict {
  const told = chainOf(error);
  const network = meaningOfNetwork(told.toLowerCase());
  if (network !== null) return verdictOf(network.reason, network.spent);
  const reason: ReasonName = meaningOf(plainWords(told), 'network') ?? 'AnswerLost';
  return verdictOf(reason, 'maybe');
}

/** Innermost cause first: the outer layers of fetch only say that it failed. */
function chainOf(error: ErrorEvidence | undefined): string {
  const layers: string[] = [];
  for (let at = error; at !== undefined && layers.length < 8; at = at.cause) {
    layers.unshift([at.code, at.name, at.message].filter((part) => part !== undefined).join(' '));
  }
  return layers.join(' | ');
}
