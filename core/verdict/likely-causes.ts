import { DAY, formatSpan } from '../time.ts';
import type { LikelyCause } from './verdict.ts';

/** What is known of a grant whose death nobody explains. Each fact may be missing. */
export interface GrantFacts {
  /** Days since consent. */
  readonly ageDays?: number;
  readonly publishingStatus?: 'testing' | 'production' | 'internal';
  /** How often a consumer uses the grant, in seconds. */
  readonly runsEverySeconds?: number;
  readonly lastUsedDaysAgo?: number;
  readonly scopes?: readonly string[];
}

interface Candidate extends LikelyCause {
  /** Greater is likelier; 0 or less is excluded. */
  readonly weight: number;
}

/**
 * Why a grant may have died when the issuer does not say, likeliest first. Google's rules are at
 * developers.google.com/identity/protocols/oauth2 (refresh token expiration); other issuers get the two causes that
 * hold everywhere.
 */
export function likelyCauses(issuer: string, facts: GrantFacts): readonly LikelyCause[] {
  const candidates = issuer === 'google' ? googleCandidates(facts) : generalCandidates(facts);
  return candidates
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ cause, evidence }) => ({ cause, evidence }));
}

const WEEK_DAYS = 7;
const IDLE_LIMIT_DAYS = 183;
const DAY_SECONDS = 86_400;

function googleCandidates(facts: GrantFacts): readonly Candidate[] {
  return [
    testingLimit(facts),
    revoked(),
    passwordChange(facts),
    tokenCap(),
    sessionPolicy(facts),
    sixMonthsUnused(facts),
  ];
}

function generalCandidates(facts: GrantFacts): readonly Candidate[] {
  return [
    revoked(),
    endOfLife(facts),
    {
      cause: 'another program used the refresh token first and holds its successor',
      evidence: 'issuers that rotate refuse the old one with these words',
      weight: 2,
    },
  ];
}

/** Many issuers end a grant some time after consent, however it is used, and refuse it with the same words. */
function endOfLife({ ageDays }: GrantFacts): Candidate {
  return {
    cause: 'the grant reached the end of its life, which this issuer counts from consent',
    evidence:
      ageDays === undefined
        ? 'the time of consent is not known'
        : `consent was given ${formatSpan(ageDays * DAY)} ago`,
    weight: 3,
  };
}

function testingLimit({ ageDays, publishingStatus }: GrantFacts): Candidate {
  const cause = 'the app is in Testing, where a grant ends 7 days after consent';
  if (publishingStatus === 'production' || publishingStatus === 'internal') {
    return { cause, evidence: '', weight: 0 };
  }
  if (ageDays === undefined) {
    const evidence =
      publishingStatus === 'testing'
        ? 'the client is declared as testing'
        : 'the publishing status is not declared';
    return { cause, evidence, weight: publishingStatus === 'testing' ? 9 : 5 };
  }
  if (ageDays < WEEK_DAYS - 0.5) return { cause, evidence: '', weight: 0 };
  const aged = `the grant is ${rounded(ageDays)} days old`;
  if (ageDays < WEEK_DAYS + 2) return { cause, evidence: `${aged}, which is that limit`, weight: 10 };
  return publishingStatus === 'testing'
    ? { cause, evidence: `${aged} and the client is declared as testing`, weight: 9 }
    : { cause, evidence: `${aged}: it outlived the limit, so the app was hardly in Testing`, weight: 0 };
}

function revoked(): Candidate {
  return {
    cause: 'the person or an administrator removed the access',
    evidence: 'nothing speaks against it; the list of third-party access of the account shows it',
    weight: 4,
  };
}

function passwordChange({ scopes }: GrantFacts): Candidate {
  const cause = 'the password was changed, which ends grants with mail scopes';
  if (scopes === undefined) return { cause, evidence: 'the scopes are not known here', weight: 2 };
  const mail = scopes.find((scope) => /gmail|mail\.google\.com/.test(scope));
  return mail === undefined
    ? { cause, evidence: '', weight: 0 }
    : { cause, evidence: `the grant holds the mail scope ${mail}`, weight: 4.5 };
}

function tokenCap(): Candidate {
  return {
    cause: 'more than 100 grants of this client and account: the oldest is dropped silently',
    evidence: 'likely where scripts consent again and again',
    weight: 1.5,
  };
}

function sessionPolicy({ ageDays }: GrantFacts): Candidate {
  const cause = 'a Workspace session policy ended it';
  return ageDays !== undefined && ageDays < 2
    ? { cause, evidence: `the grant lived ${rounded(ageDays)} days, as with a daily session`, weight: 6 }
    : { cause, evidence: 'possible for Workspace accounts; Google then mostly says invalid_rapt', weight: 1 };
}

/** Google counts inactivity: whatever runs each half hour cannot reach it. */
function sixMonthsUnused({ ageDays, runsEverySeconds, lastUsedDaysAgo }: GrantFacts): Candidate {
  const cause = 'the grant was not used for six months';
  const excluded = { cause, evidence: '', weight: 0 };
  if (lastUsedDaysAgo !== undefined) {
    return lastUsedDaysAgo >= IDLE_LIMIT_DAYS - 5
      ? { cause, evidence: `it was last used ${rounded(lastUsedDaysAgo)} days ago`, weight: 9.5 }
      : excluded;
  }
  if (runsEverySeconds !== undefined && runsEverySeconds < IDLE_LIMIT_DAYS * DAY_SECONDS) return excluded;
  if (ageDays !== undefined && ageDays < IDLE_LIMIT_DAYS - 5) return excluded;
  return { cause, evidence: 'when it was last used is not known', weight: 1 };
}

function rounded(days: number): string {
  return String(Math.round(days * 10) / 10);
}
