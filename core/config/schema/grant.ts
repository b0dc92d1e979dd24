import { z } from 'zod';
import { mapping, span, text } from './leaf.ts';

const FRACTION = 'a number from 0.05 to 0.95';

/** One consent that is kept alive. */
export const grantSchema = mapping({
  client: text('the name of a client').describe('Name of the client that the grant is given to.'),
  account: text()
    .exactOptional()
    .describe('The account that has to consent, as the issuer names it. Default: any account may.'),
  scopes: z
    .array(text('a scope'), { error: 'a list of scopes' })
    .prefault([])
    .describe('What is asked for. Google scopes may be short: `spreadsheets`. Default: none.'),
  warnBefore: z
    .array(span(), { error: 'a list of spans' })
    .prefault(['30d', '7d', '48h', '24h'])
    .describe('Leads of warnings before a forecast end. Spans. Default: `[30d, 7d, 48h, 24h]`.'),
  refreshAfter: z
    .number({ error: FRACTION })
    .min(0.05, { error: FRACTION })
    .max(0.95, { error: FRACTION })
    .prefault(2 / 3)
    .describe(
      'Part of the life of an access token after which it is refreshed, 0.05 to 0.95. Default: two thirds.',
    ),
  verifyEvery: span()
    .exactOptional()
    .describe('How often the grant is proven alive beside its refreshes. A span. Default: never.'),
});
