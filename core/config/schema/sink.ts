import { z } from 'zod';
import { parsePointer } from '../../delivery/json-pointer.ts';
import { AFTER_DELIVERY_SIGNALS } from '../sink-declaration.ts';
import { mapping, path, span, text, word } from './leaf.ts';
import { fieldSchema, fieldsSchema } from './sink-field.ts';

const MODE = 'permission bits in quotes, such as "0600"';

const COMMAND = 'a list: the program and its arguments';

const command = () => z.array(z.string({ error: 'text' }), { error: COMMAND }).min(1, { error: COMMAND });

const POINTER = 'a JSON Pointer to a value inside the file, such as /profiles/openai/access';

const pointer = () =>
  z
    .string({ error: POINTER })
    .refine((written) => (parsePointer(written)?.length ?? 0) > 0, { error: POINTER });

const patchSchema = mapping({
  file: path().describe('The file. It must be there and hold JSON.'),
  pointer: pointer().describe(
    'JSON Pointer (RFC 6901) to the one value that becomes the token; all else in the file stays as it is.',
  ),
  also: z
    .record(pointer(), fieldSchema(), { error: 'a mapping from JSON Pointers to fields' })
    .prefault({})
    .describe('Further places, such as that of the expiry, with what stands there. Default: none.'),
});

const afterSchema = mapping({
  command: command()
    .exactOptional()
    .describe(
      'Program and arguments; no shell. `{fingerprint}`, `{generation}`, `{sink}` and `{file}` in an argument are filled in. This or `signal`.',
    ),
  timeout: span()
    .exactOptional()
    .describe('A command that takes longer is ended and has failed. A span. Default: 30s.'),
  signal: word(AFTER_DELIVERY_SIGNALS)
    .exactOptional()
    .describe('Signal to the process whose number `pidFile` holds. This or `command`.'),
  pidFile: path().exactOptional().describe('A file that holds the number of one process.'),
});

const adoptionSchema = mapping({
  within: span()
    .prefault('5m')
    .describe(
      'A consumer that still proves an older token this long after a delivery is stale in memory, which is an incident. A span. Default: `5m`.',
    ),
  probe: command()
    .exactOptional()
    .describe(
      'A command that prints the fingerprint of the token that the consumer uses. Default: none; consumers acknowledge by themselves or are unobservable.',
    ),
});

/** A file that a token is delivered to. */
export const sinkSchema = mapping({
  token: text('the name of a token or grant').describe(
    'Name of a token; a grant or API key that no token names may stand for its own.',
  ),
  file: path()
    .exactOptional()
    .describe('The file. It is replaced at once, never written in place. This or `patch`.'),
  shape: word(['access-token-json', 'raw', 'json', 'dotenv', 'google-authorized-user'])
    .exactOptional()
    .describe(
      "`raw`: the token and nothing else; `json`: an object with the `fields` below; `dotenv`: lines NAME=value, of which only those in `fields` are ours; `google-authorized-user`: what Google's libraries read, with placeholders for what stays in the broker. Default: `access-token-json`, an object with token, type and expiry.",
    ),
  fields: fieldsSchema()
    .exactOptional()
    .describe('With `json` and `dotenv`: what stands under each name. One of them is `token.value`.'),
  patch: patchSchema
    .exactOptional()
    .describe('One value in a JSON file that belongs to somebody else. This or `file`.'),
  owner: text('the name of a user')
    .exactOptional()
    .describe(
      'User that owns the file. Default: whoever runs the broker; with `patch` and `dotenv` whoever owns it now.',
    ),
  mode: z
    .string({ error: MODE })
    .regex(/^0?[0-7]{3}$/, { error: MODE })
    .transform((digits) => Number.parseInt(digits, 8))
    .exactOptional()
    .describe(
      'Permission bits, in quotes. Default: `"0600"`; with `patch` and `dotenv` those that the file has now.',
    ),
  afterDelivery: afterSchema
    .exactOptional()
    .describe(
      'What is done after each delivery. It is told the fingerprint, never the token. Default: nothing.',
    ),
  adoption: adoptionSchema.prefault({}).describe('How it is found out whether consumers use the new token.'),
});
