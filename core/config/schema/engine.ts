import { z } from 'zod';
import { mapping, path, word } from './leaf.ts';

const REGION = 'the name of an AWS Region, such as us-east-1';
const ACCOUNT = 'the 12 digits of an AWS account, in quotes';

/** Where grants are kept and refreshed; which keys go with which kind is checked by the rules. */
export const engineSchema = mapping({
  kind: word(['machine', 'aws'])
    .prefault('machine')
    .describe('`machine`: everything on this host. `aws`: everything in an AWS account. Default: `machine`.'),
  stateDirectory: path()
    .exactOptional()
    .describe(
      'With `machine`: where secrets and state are kept, 0700. Default: `$XDG_STATE_HOME/evergrant/<deployment>`, else `~/.local/state/evergrant/<deployment>`.',
    ),
  region: z
    .string({ error: REGION })
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: REGION })
    .exactOptional()
    .describe('With `aws`: the Region of the stacks. Required there.'),
  account: z
    .string({ error: ACCOUNT })
    .regex(/^\d{12}$/, { error: ACCOUNT })
    .exactOptional()
    .describe(
      'With `aws`: the account of the stacks; commands refuse to work in another one. Default: that of the AWS credentials.',
    ),
});
