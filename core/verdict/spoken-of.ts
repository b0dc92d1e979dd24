import { either } from './phrases.ts';

/**
 * A line without what it only speaks of: a condition ("if the token expired"), a title in quotes, a file named after an
 * error. Such words name trouble without telling that it happened.
 */
export function withoutMentions(text: string): string {
  return text
    .replace(TITLE, '$1 ')
    .replace(QUOTED, '$1 ')
    .replace(FILE, 'file')
    .replace(CONDITION, ' ')
    .replace(HANDLED, '$1 ');
}

const TITLE =
  /\b((?:item|article|post|page|document|video|song|title|topic|task|branch|label|comment|note|reminder|channel|thread|chapter|section|column|playlist|meeting|lesson|plugin|rule|alert|test|titled|named|called|entitled|(?:summary|copy|draft|overview|translation|mention) of)s?) (?:"[^"]{1,300}"|“[^”]{1,300}”|'[^']{1,300}'|`[^`]{1,300}`)/gi;

/** What somebody else wrote: `first: "Login fails …"`, `from ann@example.com: "…"`. */
const QUOTED =
  /\b((?:first|last|next|latest|subject|headline|question|prompt|query|search|said|says|wrote|asks|asked|replied|summary|mail|email|notification|caption|(?:reply|replied|answered|response) to|from \S{1,80}):? ?)(?:"[^"]{1,300}"|“[^”]{1,300}”|'[^']{1,300}'(?!\w))/gi;

/** "retry on invalid_grant": a rule for what may come. */
const HANDLED =
  /\b(on|treat|treats|treating|handle|handles|handling|ignore|ignores|ignoring|like|about|such as|including) ["'`]?(?:invalid_\w+|unauthorized_client|access_denied)\b["'`]?/gi;

const FILE =
  /(?<![\w./-])[\w./-]{0,120}(?:invalid|expired|revoked|denied|unauthorized|errors?|401|403)[\w-]{0,30}\.(?:md|html?|txt|json|tsx?|jsx?|py|go|rs|java|rb|ya?ml|png|jpe?g|svg|csv|pdf|css|snap|sql)\b/gi;

const CONDITION = new RegExp(
  either(/\b(?:if|whether|unless|whenever|in case|as soon as)\b [^.;:{}]{0,200}/).source,
  'gi',
);
