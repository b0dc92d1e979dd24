import { z } from 'zod';
import { RENEWAL_POLICIES } from '../agent-token-declaration.ts';
import { mapping, span, text, word } from './leaf.ts';

const AUDIENCE = 'the name of a service, or a list of them';
const CLAIM = 'text, a number, true or false';

const audience = () => text(AUDIENCE);

/** What consumers hold. What stands beside `signingKey` only is checked by the rules. */
export const tokenSchema = mapping({
  grant: text('the name of a grant')
    .exactOptional()
    .describe('Name of the grant whose access token this is. This, `apiKey` or `signingKey`.'),
  apiKey: text('the name of an API key').exactOptional().describe('Name of the API key that this is.'),
  signingKey: text('the name of a signing key')
    .exactOptional()
    .describe('Name of the signing key that signs it: a JWT for an agent, made here.'),
  lifetime: span()
    .exactOptional()
    .describe('With `signingKey`: life of each token, 10s to 24h. A span. Default: 8h.'),
  audience: z
    .union([audience(), z.array(audience(), { error: AUDIENCE }).min(1, { error: AUDIENCE })], {
      error: AUDIENCE,
    })
    .exactOptional()
    .describe('With `signingKey`, and required there: `aud`, whom the token is for.'),
  subject: text()
    .exactOptional()
    .describe("With `signingKey`: `sub`, who presents it. Default: the token's name."),
  claims: z
    .record(text('the name of a claim'), z.union([z.string(), z.number(), z.boolean()], { error: CLAIM }), {
      error: 'a mapping from names of claims to values',
    })
    .exactOptional()
    .describe('With `signingKey`: what else the token says. Default: nothing.'),
  renew: word(RENEWAL_POLICIES)
    .exactOptional()
    .describe(
      'With `signingKey`: when a fresh one is made beside whoever asks. `whileActive`: at two thirds of its life if somebody used it; `onUse`: never by itself; `always`: at two thirds of its life, for readers of files. Default: `always` for a token that goes to a sink, else `whileActive`.',
    ),
});
