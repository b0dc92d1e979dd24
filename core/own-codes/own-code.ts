import type { ReasonFacts } from '../verdict/reasons.ts';
import { REASONS } from '../verdict/reasons.ts';
import { TABLE_OF_CODES } from './table-of-codes.ts';
import { TABLE_OF_REASONS } from './table-of-reasons.ts';

/** What a code or reason that evergrant itself prints means. */
export interface OwnCode {
  readonly code: string;
  readonly message: string;
  /** Empty: nothing is repaired by hand, or the message that came with the code says it. */
  readonly remedy: string;
}

/**
 * The code of evergrant that a text is, or that a line of evergrant's own output holds; undefined for anything else.
 *
 * A word alone is taken as it stands. Inside of a line it counts only beside `code`, `error` or `reason` (or in the
 * brackets at its end) and only where the line names evergrant or is one of its documents, which have a `remedy`:
 * other programs have errors of the same names, such as `AccessDenied`.
 */
export function ownCodeIn(text: string): OwnCode | undefined {
  const [, alone] = ALONE.exec(text) ?? [];
  if (alone !== undefined) return ownCode(alone);
  if (!OURS.test(text)) return undefined;
  for (const [, labelled, bracketed] of text.matchAll(INSIDE)) {
    const found = ownCode(labelled ?? bracketed ?? '');
    if (found) return found;
  }
  return undefined;
}

/** What a code means, by its exact name. */
export function ownCode(code: string): OwnCode | undefined {
  return OWN_CODES.get(code) ?? ofVerdict(code);
}

const LABEL = '["\']?(?:code|error|reason)["\']?\\s*[:=]\\s*["\']?';
const WORD = '[A-Z][a-z][A-Za-z]+';
const ALONE = new RegExp(`^\\s*(?:${LABEL})?["'\`(]?(${WORD})["'\`)]?\\s*$`);
const INSIDE = new RegExp(`${LABEL}(${WORD})\\b|\\((${WORD})\\)`, 'g');
const OURS = /\bevergrant\b|"remedy"\s*:/;

/** A name that stands in several sections means what the first one says. */
const OWN_CODES: ReadonlyMap<string, OwnCode> = new Map(
  `${TABLE_OF_CODES}${TABLE_OF_REASONS}`
    .split('\n')
    .filter((row) => row !== '')
    .reverse()
    .map((row): [string, OwnCode] => {
      const [code = '', message = '', remedy = ''] = row.split(' | ');
      return [code, { code, message, remedy }];
    }),
);

function ofVerdict(code: string): OwnCode | undefined {
  const reasons: Readonly<Record<string, ReasonFacts>> = REASONS;
  const facts = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return facts && { code, message: facts.message, remedy: facts.remedy };
}
