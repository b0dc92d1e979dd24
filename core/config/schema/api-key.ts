import { z } from 'zod';
import { mapping, secureUrl, span, text } from './leaf.ts';

/** A key that lives until somebody ends it. Which keys stand beside `issuer` is checked by the rules. */
export const apiKeySchema = mapping({
  issuer: text('the name of an issuer with a management API')
    .exactOptional()
    .describe(
      'Who makes new keys, by name: `sendgrid`. With it the key is rotated by itself. Default: nobody; a person replaces the key with `evergrant key set`.',
    ),
  api: secureUrl()
    .exactOptional()
    .describe(
      "With `issuer`: where its API is, such as `https://api.eu.sendgrid.com`. Default: the issuer's own.",
    ),
  managedBy: text('the name of an API key')
    .exactOptional()
    .describe(
      'With `issuer`: name of the API key that may make and delete keys. Default: the key itself, which then needs these rights.',
    ),
  scopes: z
    .array(text('a scope'), { error: 'a list of scopes' })
    .min(1, { error: 'a list of scopes' })
    .exactOptional()
    .describe(
      "With `issuer`: what a new key may do, in the issuer's own spelling. Default: what the key before it may.",
    ),
  rotateEvery: span()
    .exactOptional()
    .describe('With `issuer`: how long a key is in force. A span. Default: 30d.'),
  overlap: span()
    .exactOptional()
    .describe('With `issuer`: how long the old key works beside the new one. A span. Default: 24h.'),
  verifyEvery: span()
    .exactOptional()
    .describe('With `issuer`: how often the issuer is asked whether the key lives. A span. Default: 1h.'),
  warnAfter: span()
    .exactOptional()
    .describe(
      'Without `issuer`: the age at which a person is asked to replace the key. A span. Default: 90d.',
    ),
});
