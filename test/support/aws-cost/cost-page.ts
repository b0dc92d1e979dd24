import { synthesizedDeployment } from '../synthesized-deployment.ts';
import { type Counted, counted } from './counted.ts';
import { evenFleet, type Fleet, portSheet } from './fleets.ts';
import { PRICES, PRICES_OF, type PriceName } from './prices.ts';
import { ASSUMED, usage } from './usage.ts';

/** Where the tables begin and end in docs/aws.md. */
export const COST_MARKS = {
  begin: '<!-- made by node bench/aws-cost.mjs; UPDATE_DOCS=1 npm run proofs -- test/docs/aws-cost -->',
  end: '<!-- end of what is made -->',
} as const;

/**
 * The monthly cost of the example and of a fleet, as tables of Markdown: resources are counted in the templates.
 *
 * @param code folder with a bundle, or a stand-in, for each function
 */
export function costPage(code: string): string {
  const fleets = [portSheet(), evenFleet({ credentials: 1_000, hosts: 200 })];
  const costs = fleets.map((fleet) => ({ fleet, cost: costOf(fleet, code) }));
  const titles = costs.map(({ fleet }) => fleet.title);
  const rows = names().map(
    (name) =>
      `| ${PRICES[name].what} | ${costs
        .flatMap(({ cost }) => [amount(cost.used[name]), dollars(cost.dollars[name])])
        .join(' | ')} |`,
  );
  const sums = costs.flatMap(({ cost }) => ['', `**${dollars(cost.sum)}**`]);
  const has = costs.map(({ fleet, cost }) => `${fleet.title}: ${inventory(cost.has)}.`);
  return [
    ...has,
    '',
    `| a month, us-east-1 | ${titles.flatMap((title) => [title, 'US$']).join(' | ')} |`,
    '|---|--:|--:|--:|--:|',
    ...rows,
    `| sum | ${sums.join(' | ')} |`,
    '',
    'Assumed beyond the templates:',
    '',
    ...ASSUMED.map((line) => `- ${line}`),
    '',
    `List prices of us-east-1, put together on ${PRICES_OF}, without free tiers and data transfer:`,
    '',
    '| what | US$ | stated on | read in |',
    '|---|--:|---|---|',
    ...names().map((name) => {
      const { what, dollars: price, per, page, read } = PRICES[name];
      return `| ${what} | ${price}${per === 1 ? '' : ` per ${per.toLocaleString('en')}`} | [${new URL(page).pathname.split('/')[1]}](${page}) | ${read} |`;
    }),
  ].join('\n');
}

/** The page with its tables made anew. @throws Error when a mark is missing */
export function withCost(page: string, code: string): string {
  const [before, rest] = page.split(COST_MARKS.begin);
  const after = rest?.split(COST_MARKS.end)[1];
  if (before === undefined || after === undefined) throw new Error('docs/aws.md lacks the marks of its cost');
  return `${before}${COST_MARKS.begin}\n\n${costPage(code)}\n\n${COST_MARKS.end}${after}`;
}

interface MonthlyCost {
  readonly has: Counted;
  readonly used: Readonly<Record<PriceName, number>>;
  readonly dollars: Readonly<Record<PriceName, number>>;
  readonly sum: number;
}

function costOf({ yaml, hosts }: Fleet, code: string): MonthlyCost {
  const { templates } = synthesizedDeployment(yaml, { code, ...(hosts && { hosts }) });
  const has = counted(templates);
  const used = usage(has);
  const inDollars = names().map(
    (name) => [name, (used[name] * PRICES[name].dollars) / PRICES[name].per] as const,
  );
  return {
    has,
    used,
    dollars: Object.fromEntries(inDollars) as Record<PriceName, number>,
    sum: inDollars.reduce((sum, [, each]) => sum + each, 0),
  };
}

function names(): readonly PriceName[] {
  return Object.keys(PRICES) as PriceName[];
}

function inventory(has: Counted): string {
  return Object.entries(has)
    .map(
      ([what, count]) =>
        `${count.toLocaleString('en')} ${what.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`,
    )
    .join(', ');
}

function amount(count: number): string {
  return count < 10 && !Number.isInteger(count) ? count.toFixed(2) : Math.round(count).toLocaleString('en');
}

function dollars(sum: number): string {
  return sum.toFixed(2);
}
