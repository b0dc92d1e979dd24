import { REASONS } from '../../../core/verdict/reasons.ts';
import { VERDICT_CLASSES } from '../../../core/verdict/verdict.ts';

/** The tables of every reason that a verdict can carry, by class, as docs/errors.md holds them. */
export function reasonsTables(): string {
  return VERDICT_CLASSES.map((verdictClass) => {
    const rows = Object.entries(REASONS)
      .filter(([, facts]) => facts.class === verdictClass)
      .map(([name, { message, remedy }]) => `| \`${name}\` | ${message} | ${remedy || '–'} |`);
    return [
      `### \`${verdictClass}\``,
      '',
      '| reason | meaning | what repairs it |',
      '|---|---|---|',
      ...rows,
    ].join('\n');
  }).join('\n\n');
}

/** Where the tables begin and end. */
export const REASONS_MARKS = {
  begin: '<!-- made from core/verdict/reasons.ts: UPDATE_DOCS=1 npm run unit -- test/docs -->',
  end: '<!-- end of what is made -->',
} as const;

/** The page with its tables made anew. @throws Error when a mark is missing */
export function withReasonsTables(page: string): string {
  const [before, rest] = page.split(REASONS_MARKS.begin);
  const after = rest?.split(REASONS_MARKS.end)[1];
  if (before === undefined || after === undefined)
    throw new Error('docs/errors.md lacks the marks of its tables');
  return `${before}${REASONS_MARKS.begin}\n\n${reasonsTables()}\n\n${REASONS_MARKS.end}${after}`;
}
