/** Lines that quote, test, document or serve trouble instead of having it. The first pattern that matches is enough. */
const LOOK_ALIKES: readonly RegExp[] = [
  // Test runners: jest, vitest, mocha, node:test, TAP, go test, pytest, cargo test
  /^\s*(?:PASS|FAIL|FAILED|ok|not ok|✓|✔|✕|✗|×|√)\s+(?!to\b)\S/,
  /^\s*(?:--- (?:PASS|FAIL|SKIP)|=== RUN|test \S+ \.\.\. )|\.(?:test|spec)\.[jt]sx?\b|\bAssertionError\b|\btests\/\S+::/,
  /^\s*test_\w+\b|\b(?:PASSED|XFAIL|SKIPPED)\b/,
  // Histories of source code
  /^\s*(?:commit [0-9a-f]{4,40}\b|Merge (?:pull request|branch)\b)/,
  /^\s*(?:[-*] )?(?:fix|feat|docs|chore|test|refactor)(?:\([\w-]{1,40}\))?!?: /,
  // Documentation, help texts and comments
  /^\s*(?:docs?|usage|help|example|readme|changelog|todo|hint|note)\s*:/i,
  /^\s*(?:\/\/|#+ |\/\*|<!--|[-*] [`"'])/,
  /\b(?:see|read) (?:["'“]|the (?:docs|readme|documentation|section|guide)\b)|\bin the README\b|\bchangelog\b/i,
  // People who talk about an error: questions, tickets, chats, search queries
  /\b(?:why (?:do|does|did|is|am|are|would)|how (?:do|can|should|to)|what (?:does|is|causes))\b.{0,200}\?\s*["']?$/i,
  /\b(?:user|customer|somebody|someone) (?:asked|asks|wrote|says|said|reported|reports)\b|\b(?:question|ticket|subject|search(?:ed)? for|query)\s*[:=#]/i,
  // A server's own visitors: nginx, Apache, uvicorn, JSON access logs
  /(?:\d{1,3}\.){3}\d{1,3}\S{0,8} - [^"]{0,100}"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+ HTTP\/[\d.]+" \d{3}\b/,
  /^[^{]{0,80}\{(?=[^}]{0,2000}"method":)(?=[^}]{0,2000}"(?:path|url)":"\/)(?=[^}]{0,2000}"status(?:Code)?":\d)/,
  // Frames of a stack trace, and its head
  /^\s*at (?:async )?[\w$.<>[\] ]+ ?\(|^\s*File "[^"]+", line \d+|^\s*at [\w$.]+\([\w.]+:\d+\)|^Traceback \(most recent/,
  // Credentials of databases, shells and forms, which no issuer gave
  /\busing password: (?:YES|NO)\b|password authentication failed for user|\b(?:NOAUTH|WRONGPASS)\b|Failed password for|Permission denied \(publickey|pam_unix|no pg_hba\.conf/,
  /\b(?:csrf|xsrf|anti-?forgery)\b/i,
  // Language models count tokens
  /"?(?:max|input|output|prompt|completion|total|cached?)_?tokens"?\s*[:=]/i,
  // Parsers of programming languages
  /\bSyntaxError\b|\bparse error near\b/,
];

/** Words in which "token" is not a credential; they are read as another word. */
export const OTHER_TOKENS =
  /\b\d[\d,.]*k? (?:(?!from|the|on|at|to|for)\w+ )?tokens\b|\btokens? (?:#|no\.? ?)?\d+\b|\b(?:parking|push|device|registration|gift|prompt|completion|input|output|context|sentence|unexpected|special|stop|unknown|invite|nft|cancellation|vocabulary|ride|toll|laundry) tokens?\b|\btoken (?:budget|count|limit|usage|window|per)\b|\btokens per\b|\btokens? (?:in|at) (?:the |your )?(?:vocabulary|prompt|sentence|expression|input|position|line)\b|\btokenizer\b/gi;

/** Does the line only look like trouble with credentials? */
export function isLookAlike(line: string): boolean {
  return LOOK_ALIKES.some((pattern) => pattern.test(line));
}
