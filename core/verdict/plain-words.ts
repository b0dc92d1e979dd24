/** The most of one text that is looked at, in characters. A longer text is cut, never refused. */
export const LONGEST_TEXT = 16_384;

/**
 * A text or a code as plain lower-case words, so that `refresh_token_expired`, `RefreshTokenExpired` and
 * "The refresh token has expired" read alike. `refresh` as a verb becomes `renew`, so that only the noun
 * `refresh token` is left: "failed to refresh token" says nothing about a refresh token.
 */
export function plainWords(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/oauth/gi, 'oauth')
    .replace(/([a-z])([A-Z])|(\d)(?=[A-Z][a-z])/g, '$1$3 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/([a-z])['’]([a-z])/g, '$1$2')
    .replace(/[_\-"'`\\\s*]+/g, ' ')
    .replace(VERB_REFRESH, '$1 renew ');
}

const VERB_REFRESH =
  /\b(to|not|cannot|cant|couldnt|please|will|we|should|must|while|(?:or|and)(?= refresh (?:your|the|this))) refresh (?=(?:[a-z0-9]+ ){0,3}(?:tokens?|sessions?|credentials?)\b)/g;
