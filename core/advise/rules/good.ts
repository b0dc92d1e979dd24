import type { AdviceRule } from '../advice.ts';

/** What is as it should be. */
export const GOOD_RULES: readonly AdviceRule[] = [
  {
    rule: 'AlreadyKeyless',
    outlook: 'good',
    kinds: ['keyless'],
    title: 'no secret is stored',
    why: 'it names an identity that the machine proves anew each time',
    steps: [],
  },
  {
    rule: 'EndsByItself',
    outlook: 'good',
    kinds: ['short-lived'],
    title: 'it ends by itself within hours',
    why: 'what can be stolen is worth little; see to it that somebody renews it',
    steps: [],
  },
  {
    rule: 'AlreadyRotated',
    outlook: 'good',
    kinds: ['rotated-api-key'],
    title: 'the broker replaces it by itself',
    why: 'no key grows older than its declaration says',
    steps: [],
    read: 'docs/api-keys.md',
  },
];
