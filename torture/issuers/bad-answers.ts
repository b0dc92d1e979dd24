import type { ScriptedFault } from '../../drill/authorization-server/faults.ts';

/** A bad answer, and whether the client learns of what the issuer did. */
export interface BadAnswer {
  readonly name: string;
  readonly fault: ScriptedFault;
  /** The old refresh token is spent and its successor cannot be known: without grace nobody can keep the grant. */
  readonly hidesSuccessor: boolean;
  /**
   * The answer looks whole, or says that nothing was done (429 and 503 do), and so nothing is asked again in time: a
   * grace window does not help.
   */
  readonly deceives?: boolean;
}

const ELSEWHERE = 'http://127.0.0.1:9/elsewhere';

/** Every kind of answer both ways: the issuer did nothing, or did its work and only the answer is spoilt. */
export const BAD_ANSWERS: readonly BadAnswer[] = [
  ...[false, true].flatMap((processed): readonly BadAnswer[] => {
    const bad = (name: string, fault: ScriptedFault, deceives = false): BadAnswer => ({
      deceives: deceives && processed,
      name: `${name}, ${processed ? 'after the work' : 'nothing done'}`,
      fault,
      hidesSuccessor: processed,
    });
    return [
      bad('connection dropped', { kind: 'drop', processed }),
      bad('500', { kind: 'status', status: 500, processed }),
      bad('503', { kind: 'status', status: 503, processed }, true),
      bad('429', { kind: 'status', status: 429, retryAfterSeconds: 1, processed }, true),
      bad('HTML with 200', { kind: 'html', processed }),
      bad('2 MB', { kind: 'huge', processed }),
      bad('redirect', { kind: 'redirect', location: ELSEWHERE, processed }),
    ];
  }),
  {
    name: 'answer after the time-out',
    fault: { kind: 'delay', milliseconds: 1_500, processed: true },
    hidesSuccessor: true,
  },
  { name: 'expires_in absent', fault: { kind: 'expiresIn', value: undefined }, hidesSuccessor: false },
  { name: 'expires_in negative', fault: { kind: 'expiresIn', value: -1 }, hidesSuccessor: false },
  { name: 'expires_in a string', fault: { kind: 'expiresIn', value: '10' }, hidesSuccessor: false },
  { name: 'expires_in no number', fault: { kind: 'expiresIn', value: 'soon' }, hidesSuccessor: false },
  ...(['missing', 'repeated'] as const).flatMap((as): readonly BadAnswer[] => [
    {
      name: `refresh token ${as}, the old one still good`,
      fault: { kind: 'refreshToken', as, consumed: false },
      hidesSuccessor: false,
    },
    {
      name: `refresh token ${as}, the old one spent`,
      fault: { kind: 'refreshToken', as, consumed: true },
      hidesSuccessor: true,
      deceives: true,
    },
  ]),
];
