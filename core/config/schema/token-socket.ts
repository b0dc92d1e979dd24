import { z } from 'zod';
import { mapping, path, text } from './leaf.ts';

const GROUP = 'the name of a group of this host, or its number in quotes';
const TOKENS = 'a list of one or more names of tokens or grants';

/** A socket for programs of other users, on which tokens and nothing else are served. */
export const tokenSocketSchema = mapping({
  path: path()
    .exactOptional()
    .describe(
      'Where it lies, in a directory that the group may enter and only root or the broker may write. Default: `/run/evergrant/<deployment>/tokens.sock`, where clients look by themselves.',
    ),
  group: z
    .string({ error: GROUP })
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/, { error: GROUP })
    .describe('Group whose members may connect (mode 0660). The user of `evergrant up` has to be a member.'),
  tokens: z
    .array(text('the name of a token or grant'), { error: TOKENS })
    .min(1, { error: TOKENS })
    .describe(
      'Names of the tokens that are served on it. Every other one is answered as if there were none.',
    ),
});
