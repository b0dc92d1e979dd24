import type { Meaning } from './meaning.ts';
import { either } from './phrases.ts';

/** Language models count tokens and bill them: neither is a credential. */
export const MEANINGS_OF_MODELS: readonly Meaning[] = [
  {
    says: either(
      /context length/,
      /context window/,
      /maximum (?:context|allowed number of)/,
      /max tokens/,
      /(?:prompt|input) is too long/,
      /credit balance/,
      /(?:payment|billing)[^.]{0,20}required/,
    ),
    reason: 'BadRequestUnrelated',
  },
];

/** Requests refused for what they ask. */
export const MEANINGS_OF_REQUESTS: readonly Meaning[] = [
  {
    says: either(
      /unable to parse/,
      /validation (?:error|exception|failed)/,
      /failed validation/,
      /property values/,
      /invalid value\b/,
      /invalid option/,
      /(?:channel|object|file|record|page|item|range) not found/,
    ),
    reason: 'BadRequestUnrelated',
  },
];

/** An answer that no OAuth server wrote. */
export const MEANINGS_OF_GARBLE: readonly Meaning[] = [
  {
    says: either(
      /invalid character .{0,4} looking for/,
      /unexpected token/,
      /not valid json/,
      /invalid json/,
      /json ?(?:decode|parse|syntax) ?error/,
      /failed to (?:parse|decode) (?:[a-z]+ )?(?:json|response)/,
      /is not conform/,
    ),
    reason: 'AnswerNotOAuth',
  },
];

/** "It passes", said by a server. */
export const MEANINGS_OF_SERVERS: readonly Meaning[] = [
  {
    says: either(
      /temporar(?:y|ily)/,
      /service (?:is )?(?:currently )?unavailable/,
      /server unavailable/,
      /maintenance/,
      /overload/,
      /transient error/,
      /try again (?:later|in a|after)/,
      /bad gateway/,
      /gateway time ?out/,
      /server is busy/,
      /(?:code = |exception: )unavailable\b/,
      /retry (?:your|the) request/,
    ),
    unless: /temporar(?:y|ily) (?:directory|file|folder|credential|password|redirect)/,
    reason: 'ServerUnavailable',
  },
  {
    says: either(
      /internal (?:server )?(?:error|failure)/,
      /server error/,
      /backend error/,
      /unexpected error occurred/,
    ),
    reason: 'ServerError',
  },
];
