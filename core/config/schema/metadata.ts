import { z } from 'zod';
import { mapping, text } from './leaf.ts';
import { listen } from './listen.ts';

const USER_ID = 'a user id, as id -u prints it';

/** What answers Google's own libraries as their metadata server does. */
export const metadataSchema = mapping({
  listen: listen(8174).describe('Where it listens: `127.0.0.1:PORT` or `[::1]:PORT`.'),
  token: text('the name of a token or grant').describe('Name of the token that it hands out.'),
  project: text('the id of a Google Cloud project')
    .exactOptional()
    .describe('Google Cloud project that it names. Default: none, and libraries look elsewhere.'),
  users: z
    .array(z.int({ error: USER_ID }).min(0, { error: USER_ID }), { error: 'a list of user ids' })
    .prefault([])
    .describe('Ids of the users that may ask beside the one that runs the broker. Default: none.'),
});
