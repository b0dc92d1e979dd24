import { z } from 'zod';
import { mapping, path, text, word } from './leaf.ts';

/** A short-lived token that consumers hold. */
export const tokenSchema = mapping({
  grant: text('the name of a grant').describe('Name of the grant whose access token this is.'),
});

const MODE = 'permission bits in quotes, such as "0600"';

/** A file that a token is delivered to. */
export const sinkSchema = mapping({
  token: text('the name of a token or grant').describe(
    'Name of a token; a grant that no token names may stand for its own.',
  ),
  file: path().describe('The file. It is replaced at once, never written in place.'),
  shape: word(['access-token-json', 'raw'])
    .prefault('access-token-json')
    .describe(
      '`raw`: the token and nothing else. Default: `access-token-json`, an object with token, type and expiry.',
    ),
  owner: text('the name of a user')
    .exactOptional()
    .describe('User that owns the file. Default: whoever runs the broker.'),
  mode: z
    .string({ error: MODE })
    .regex(/^0?[0-7]{3}$/, { error: MODE })
    .prefault('0600')
    .transform((digits) => Number.parseInt(digits, 8))
    .describe('Permission bits, in quotes. Default: `"0600"`.'),
});
