import { either } from './phrases.ts';

interface LookAlike {
  /** Who wrote the line, or what it is about. */
  readonly is: string;
  /** Pattern over the message, without what the logger put before it. `^` is where the message begins. */
  readonly says: RegExp;
  /** A line that also says this is trouble after all. */
  readonly unless?: RegExp;
}

/** What only a program says that has lost a grant itself. */
const DEAD_GRANT = /invalid_grant|invalid_rapt|refresh[ _]?token|unauthorized_client|AADSTS\d/i;

/** What tells of trouble in the same breath as success. A name such as `token-expired-banner` does not. */
const TROUBLE =
  /fail|error|exception|invalid|denied|refus|could ?n.t|cannot|unable|forbidden|unauthori[sz]ed|enforce|\bmust\b|\bagain\b|(?<!-)expired|revoked by|(?:was|been|is|or) revoked|\b4\d\d\b/i;

/** Lines that quote, test, document or serve trouble instead of having it. The first that matches is enough. */
const LOOK_ALIKES: readonly LookAlike[] = [
  {
    is: 'a test runner: jest, vitest, mocha, TAP, go test, pytest, cargo test',
    says: either(
      /\b(?:scenario|spec|test(?: case)?|step|suite)\b.{0,200}\b(?:passed|ok|succeeded)(?: in [\d.]+ ?m?s| \([\d.]+ ?m?s\))?\s*$/i,
      /^(?:PASS|FAIL|FAILED)\s+\S*[./:]\S/,
      /^(?:ok|not ok|✓|✔|√)\s+\S/,
      // Other programs mark their errors so too: a test tells how long it took
      /^(?:✕|✗|×)\s.{1,400}\(\d[\d.]* ?m?s\)\s*$/,
      /^--- (?:PASS|FAIL|SKIP)|^=== RUN|^test \S+ \.\.\. /,
      /^test_\w+\b|\b(?:PASSED|XFAIL|SKIPPED)\b(?:\s+\[\s*\d+%\])?\s*$/,
      /\.(?:test|spec)\.[jt]sx?\b|\bAssertionError\b|\btests\/\S+::/,
      /\b\d+ (?:passed|passing), \d+ (?:failed|failing|skipped|pending)\b/,
    ),
  },
  {
    is: 'a history of source code',
    says: either(
      /^(?:commit [0-9a-f]{4,40}\b|Merge (?:pull request|branch)\b)/,
      /^(?:[-*] )?(?:fix|feat|docs|chore|test|refactor|perf|build|ci)(?:\([\w-]{1,40}\))?!?: /,
      /^(?:releas(?:e|ed|ing)|version)? ?v?\d+\.\d+[\w.-]{0,20} ?[:-] \w/i,
      /\b[Ff]ix(?:e[sd])? (?:(?:a|an|the) )?(?:crash|bug|regression|race|leak|typo|handling)\b/,
    ),
  },
  {
    is: 'source code, or a command that somebody typed',
    says: either(
      /^(?:export )?(?:const|let|var|final|static|type|enum) \w+ ?[:=]|^(?:def|func|fn|function|class|async function) \w+/,
      /^(?:if|while|for|switch|catch|elif|except|case|else if)\b.{1,300}[{:]\s*$/,
      /^(?:return|throw|raise|yield|await)\b.{0,300}[;()]\s*$/,
      /[!=]==|\bthrow new \w|\berr != nil\b/,
      // grep names the file and the line before what it found
      /^[\w./@-]{1,120}\.[a-z]{1,5}(?::\d+){1,2}: ?(?:#|\/\/|\*|<|if\b|for\b|return\b|const\b|def\b)/,
      /^[\w./@-]{1,120}\.(?:md|rst|adoc|html?|txt)(?::\d+|\(\d+)/,
      /^(?:import|from) .{1,100}\b(?:from|import) |;\s*\/\/ |^(?:\$|>>>) \S/,
      /^(?:sudo )?(?:grep|rg|curl|git|kubectl|export|echo|alias|docker|journalctl|tail|awk|sed)(?: \w+)? (?:-{1,2}\w|["'/.]|\w+=)/,
    ),
  },
  {
    is: 'a list of codes, which names them all and has none',
    says: /\b(?:invalid_\w+|unauthorized_client|access_denied|server_error|temporarily_unavailable|unsupported_grant_type)["'`]?\s?[,|/]\s?["'`]?(?:invalid_\w+|unauthorized_client|access_denied|server_error|temporarily_unavailable|unsupported_grant_type)\b/,
  },
  {
    is: 'a talk with a language model, or about a change of source code',
    says: either(
      /["']role["']\s?:\s?["'](?:user|assistant|system|tool)["']/,
      /^(?:user|system|prompt|agent|bot)\s?[:>]\s?["“]|^(?:assistant|human)\s?[:>]/i,
      /^(?:agent|bot|assistant|model) (?:repl(?:y|ied)|answer(?:ed)?|says|said|wrote)\b/i,
      /\b(?:[Ii]ssue|PR|[Pp]ull request|[Tt]icket|MR|[Dd]iscussion) ?[#!]\d/,
    ),
  },
  {
    is: 'a program that handles texts',
    says: either(
      /\b(?:answer|reply|page|article|notes?|post|comment|document|summary|title|draft|chapter|section|mail|email|newsletter)s? (?:was |were )?(?:drafted|saved|sent|written|indexed|posted|published|created|updated|added|edited|translated|summari[sz]ed|embedded|crawled)\b/i,
      /\bmessages? (?:was |were )?posted\b/i,
      /^(?:drafted|drafting|indexed|indexing|published|publishing|summari[sz](?:ed|ing)|translat(?:ed|ing)|embedd(?:ed|ing)(?! run\b)|crawl(?:ed|ing)|wrote|writing|posted|posting|reading|searching) /i,
      /^(?:loaded|registered|compiled|parsed|configured) \d+ /i,
    ),
  },
  {
    is: 'a rehearsal',
    says: /\b(?:simulat(?:e|ed|es|ing|ion)|dry[- ]run|mock(?:ed|ing)?|fake|stub(?:bed)?|fixture|chaos|drill|rehears\w+)\b/i,
  },
  {
    is: 'an issuer that keeps its own house',
    says: either(
      /\b(?:deleted|purged|pruned|cleaned(?: up)?|removed|cleaning|purging|pruning|deleting|swept) (?:all |up )?\d+\b|\b(?:revoked|expired) \d+ (?:\w+ ){0,3}(?:tokens|sessions|grants|codes|links)\b/i,
      /\b(?:deleting|purging|pruning|cleaning(?: up)?|removing|sweeping|clean ?up of) (?:all |the |old )?(?:expired|revoked|stale)\b/i,
      /\b(?:0|no|zero) (?:expired|revoked|invalid|failed|stale|dead)\b/i,
    ),
  },
  {
    is: 'trouble that is over',
    says: /\brecovered from\b|\b(?:refresh|login|request|retry|attempt)(?: \d+)? (?:has )?succeeded\b|\bback to normal\b|\bhealthy again\b|\b(?:alert|incident)\b.{0,80}\bresolved\b/i,
  },
  {
    is: 'a table of a database',
    says: /\b(?:column|relation|table|constraint|index|migration)s? ["'`(]?\w*(?:token|grant|auth|credential|session|secret)|\bviolates \S+(?: \S+)? constraint\b/i,
    unless: /invalid_grant|invalid_rapt|AADSTS\d/,
  },
  {
    is: 'documentation, a help text or a comment',
    says: either(
      /^(?:[Dd]ocs?|[Uu]sage|[Hh]elp|[Ee]xample|[Rr]eadme|README|[Cc]hangelog|CHANGELOG|[Tt]odo|TODO|FIXME|[Hh]int|[Nn]ote|[Rr]elease notes?|[Ww]hat's new)(?:\([^)]{0,40}\)| v?\d[\w.]{0,20})?\s*:/,
      /^(?:\/\/|#+ |\/\*|<!--|[-*] [`"'])/,
      // Who explains a code makes it the subject of a sentence
      /(?:\b(?:invalid|unauthorized|expired|access|consent|interaction)_\w+|\b40[0-9])["'`)]{0,2} (?:errors? |codes? |responses? )?(?:\w+ly )?(?:means?|indicates?|signals|occurs?|happens?|is (?:returned|raised|thrown|sent|what))\b/,
      /\b[Tt]o (?:fix|solve|avoid|recover from) (?:\S+ ){1,6}you\b/,
      /\bwhat (?:it|this|that) means\b|\bhow to (?:fix|handle|solve|avoid|deal with|recover)\b/,
      /\b(?:[Ss]ee|[Rr]ead) (?:["'“]|the (?:docs|readme|documentation|section|guide)\b)|\bin the README\b|\b[Cc]hangelog\b/,
    ),
  },
  {
    is: 'a person who talks about an error: a question, a ticket, a chat, a search',
    says: either(
      /\b(?:[Ww]hy (?:do|does|did|is|am|are|would)|[Hh]ow (?:do|can|should|to)|[Ww]hat (?:does|is|causes))\b.{0,200}\?\s*["']?$/,
      /(?:^|[>:] ?["“]?)(?:[Ww]hy (?:do|does|did|is|am|are|would)|[Hh]ow (?:do|can|should|to)|[Ww]hat (?:does|is|causes))\b/,
      /\b(?:[Uu]ser|[Cc]ustomer|[Ss]omebody|[Ss]omeone) (?:ask(?:s|ed)|writes|wrote|says|said|(?:report|complain|mention)(?:s|ed))\b/,
      /^.{0,30}\b(?:[Qq]uestion|[Tt]icket|[Ss]ubject|[Ss]earch(?:ed)? for|[Qq]uery)\s*[:=#]/,
    ),
  },
  {
    is: 'a server that tells of its visitors and clients',
    says: either(
      /(?:\d{1,3}\.){3}\d{1,3}\S{0,8} - [^"]{0,100}"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+ HTTP\/[\d.]+" \d{3}\b/,
      /^[^{]{0,80}\{(?=[^}]{0,2000}"method":)(?=[^}]{0,2000}"(?:path|url)":"\/)(?=[^}]{0,2000}"status(?:Code)?":\d)/,
      /\b(?:ip_?[Aa]ddress|remote_?(?:[Aa]ddr(?:ess)?|ip|IP|host)|client_?(?:ip|IP|[Aa]ddr(?:ess)?)|user_?(?:ip|IP))["']?\s{0,2}[=:]/,
      /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S* \d{3} (?:in )?[\d.]+ ?ms\b/,
      /^audit\b/i,
      /\bclient: (?:\d{1,3}\.){3}\d{1,3}\b|\bclient (?:\d{1,3}\.){3}\d{1,3} (?:sent|used|tried|presented)\b/,
    ),
  },
  {
    is: 'a program that tells of the people it serves',
    says: either(
      /\b(?:visitors?|guests?|shoppers?|patients?|passengers?|students?)\b|\bcustomers? (?:was |is )?(?:informed|notified|told)\b|\bcookie (?:consent|banner)\b|\bpassword reset (?:token|link|code|mail|email|request)\b/,
      /\b(?:[Ll]og ?in|[Pp]assword|[Cc]redentials?|[Tt]oken)\b.{0,80}\bfrom (?:\d{1,3}\.){3}\d{1,3}\b/,
      /\b(?:shown|sent|displayed|told) to (?:the )?user\b|\buser (?:\S{1,60} )?(?:signed|logged) (?:out|in)\b/,
      /\bsession \S{1,80} (?:of|for) (?:user|visitor|customer|client)\b|redirect(?:ing|ed)? to \/?(?:log|sign)[ -]?in\b/,
    ),
    // A daemon may work for customers, and lose the grant of one
    unless: DEAD_GRANT,
  },
  {
    is: 'a manager of services, which tells how one of them fares',
    says: /^\S{1,80}\.(?:service|timer|socket|mount|scope|target): /,
    unless: DEAD_GRANT,
  },
  {
    is: 'a frame of a stack trace, or its head',
    says: either(
      /^at (?:async )?[\w$.<>[\] ]+ ?\(|^File "[^"]+", line \d+|^at [\w$.]+\([\w.]+:\d+\)/,
      /^Traceback \(most recent/,
    ),
  },
  {
    is: 'a credential of a database, a shell or a form, which no issuer gave',
    says: either(
      /\busing password: (?:YES|NO)\b|password authentication failed for user|\b(?:NOAUTH|WRONGPASS)\b|no pg_hba\.conf/,
      /\b(?:[Rr]edis|psycopg2?|asyncpg|pymongo|[Mm]ongo(?:DB|ServerError)?|MySQL|mysql|[Mm]ariaDB|[Pp]ostgres(?:QL|ql)?|AMQP|[Rr]abbitMQ|LDAP|[Kk]erberos)\b.{0,20}\b(?:[Aa]uthenticat|[Pp]assword|denied|[Ll]ogin)/,
      /Failed password for|Permission denied \(publickey|pam_unix/,
      /\b(?:csrf|CSRF|xsrf|XSRF|anti-?forgery)\b/,
    ),
    unless: DEAD_GRANT,
  },
  {
    is: 'a language model, which counts tokens',
    says: /["']?(?:max|input|output|prompt|completion|total|cached?)_?tokens["']?\s*[:=]/,
  },
  {
    is: 'a compiler, or a parser of a language',
    says: either(
      /\berror TS\d{3,5}:|\berror\[E\d{3,5}\]:|^\S+\.[a-z]{1,4}[(:]\d+[,:]\d+\)?:? (?:error|warning)\b/,
      /^(?:lexer|parser|compiler|linter|eslint|tokenizer)\b|\breserved (?:word|token|keyword)\b/,
      /\bSyntaxError\b|\bparse error near\b/,
      /\b(?:invalid|unexpected|unknown|illegal) (?:token|character|symbol|identifier)\b.{0,60}\b(?:line|col(?:umn)?|position|offset)\b/,
    ),
  },
  {
    is: 'a statement of SQL',
    says: either(
      /^(?:insert into|update \S{1,80} set|delete from|select .{1,400} from|(?:create|alter|drop) table)\b/,
      /\b(?:INSERT INTO|UPDATE \S{1,80} SET|DELETE FROM|SELECT .{1,300} FROM|(?:CREATE|ALTER|DROP) TABLE)\b/,
    ),
  },
  {
    is: 'a thing of another trade that ends: a card, a ticket, a licence',
    says: /\b(?:cards?|coupons?|licen[sc]es?|permits?|tickets?|memberships?|subscriptions?|vouchers?|bookings?|leases?|scholarships?|passports?|visas?|contracts?|trials?|warrant(?:y|ies)|discounts?|offers?|listings?|auctions?)\b[^.;:]{0,40}\b(?:expired|revoked|invalid|ended|cancell?ed|refused|rejected|denied)\b/i,
    unless: /oauth|token|credential|_grant|AADSTS|api key/i,
  },
  {
    is: 'a metric',
    says: /^(?:[a-z]\w{0,80}(?:\{[^}]{0,400}\})?[= ]\d+(?:\.\d+)?(?:\s+|$))+$/i,
  },
  {
    is: 'a program that loads or builds its parts',
    says: /^(?:loaded|loading|registered|installed|installing|compiling|building|bundling)\b/i,
    unless: TROUBLE,
  },
  {
    is: 'the summary of a run without failures',
    says: /\b(?:0|no) (?:errors?|failures?|failed|problems?)\b/,
    unless: /[1-9]\d* (?:errors?|failures?|failed|problems?)\b|expired|revoked|invalid|denied/i,
  },
  {
    is: 'a program that renewed its token',
    says: /^(?:rotated|refreshed|renewed|stored|saved|issued)\b|\b(?:renewed|refreshed|rotated|executed|completed) successfully\b|\bsuccessfully (?:renewed|refreshed|rotated|authenticated|obtained)\b/i,
    unless: TROUBLE,
  },
];

/** Words in which "token" is not a credential; they are read as another word. */
export const OTHER_TOKENS =
  /\b\d[\d,.]*k? (?:(?!from|the|on|at|to|for)\w+ )?tokens\b|(?<!\/)\btokens? (?:#|no\.? ?)?\d+\b|\b(?:parking|push|device|registration|gift|prompt|completion|input|output|context|sentence|unexpected|special|stop|unknown|invite|nft|cancellation|vocabulary|ride|toll|laundry) tokens?\b|\btoken (?:budget|count|limit|usage|window|per)\b|\btokens per\b|\btokens? (?:in|at) (?:the |your )?(?:vocabulary|prompt|sentence|expression|input|position|line)\b|\btokenizer\b/gi;

/** Does the message of a log line only look like trouble with credentials? */
export function isLookAlike(message: string): boolean {
  return LOOK_ALIKES.some(({ says, unless }) => says.test(message) && !(unless?.test(message) ?? false));
}
