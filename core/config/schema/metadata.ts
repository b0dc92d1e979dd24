import { z } from 'zod';
import { mapping, text } from './leaf.ts';

const LISTEN = 'an address of this host and a port, such as 127.0.0.1:8174 or [::1]:8174';
const USER_ID = 'a user id, as id -u prints it';

/** What answers Google's own libraries as their metadata server does. */
export const metadataSchema = mapping({
  listen: z
    .string({ error: LISTEN })
    .regex(/^(127\.0\.0\.1|\[::1\]):[1-9]\d{0,4}$/, { error: LISTEN })
    .refine((value) => Number(value.slice(value.lastIndexOf(':') + 1)) < 65_536, { error: LISTEN })
    .describe('Where it listens: `127.0.0.1:PORT` or `[::1]:PORT`.'),
  token: text('the name of a token or grant').describe('Name of the token that it hands out.'),
  project: text('the id of a Google Cloud project')
    .exactOptional()
    .describe('Google Cloud project that it names. Default: none, and libraries look elsewhere.'),
  users: z
    .array(z.int({ error: USER_ID }).min(0, { error: USER_ID }), { error: 'a list of user ids' })
    .prefault([])
    .describe('Ids of the users that may ask beside the one that runs the broker. Default: none.'),
});
