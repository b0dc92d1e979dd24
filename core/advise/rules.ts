import type { AdviceRule } from './advice.ts';
import { API_KEY_RULES } from './rules/api-keys.ts';
import { AWS_RULES } from './rules/aws.ts';
import { GITHUB_RULES } from './rules/github.ts';
import { GOOD_RULES } from './rules/good.ts';
import { GOOGLE_RULES } from './rules/google.ts';
import { OTHER_GRANT_RULES } from './rules/other-grants.ts';
import { SSH_RULES } from './rules/ssh.ts';

/** Every rule; of those that apply with the same outlook, the first is told first. */
export const ADVICE_RULES: readonly AdviceRule[] = [
  ...GOOGLE_RULES,
  ...AWS_RULES,
  ...GITHUB_RULES,
  ...API_KEY_RULES,
  ...SSH_RULES,
  ...OTHER_GRANT_RULES,
  ...GOOD_RULES,
];
