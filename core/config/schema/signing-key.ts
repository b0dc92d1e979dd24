import { SIGNING_ALGORITHMS } from '../../signing-key/algorithm.ts';
import { mapping, secureUrl, span, word } from './leaf.ts';

const ISSUER = 'an address without "?", "#" and a slash at its end';

/** A key pair of ours that signs the tokens of agents. */
export const signingKeySchema = mapping({
  issuer: secureUrl()
    .refine((written) => !/[?#]|\/$/.test(written), { error: ISSUER })
    .describe(
      '`iss` of the tokens that it signs. Verifiers find the public keys below it, at `/.well-known/jwks.json`; `web` serves them, in AWS a function.',
    ),
  algorithm: word(SIGNING_ALGORITHMS).prefault('ES256').describe('How it signs. Default: `ES256`.'),
  rotateEvery: span().prefault('30d').describe('How long a key signs. A span. Default: `30d`.'),
  verifierCache: span()
    .prefault('10m')
    .describe(
      'How long verifiers may use keys that they fetched: a new key is published that much earlier than it signs. A span. Default: `10m`.',
    ),
});
