import pc from 'picocolors';
import { type Advice, type AdvisedSecret, OUTLOOKS, type Outlook } from '../../../core/advise/advice.ts';
import type { SecretKind } from '../../../core/advise/stored-secret.ts';

/** Advice for people: what can go first, the ways out numbered, a line of counts last. */
export function adviceText(advised: readonly AdvisedSecret[], { colour }: { colour: boolean }): string {
  const colours = pc.createColors(colour);
  const paint = { keyless: colours.green, better: colours.yellow, keep: colours.dim, good: colours.dim };
  const sections = OUTLOOKS.flatMap((outlook) =>
    advised
      .filter((one) => one.outlook === outlook)
      .map((one) =>
        [heading(one, { bold: colours.bold, mark: paint[outlook] }), ...one.advice.map(adviceLines)].join(
          '\n',
        ),
      ),
  );
  return [...sections, countsText(advised)].join('\n\n');
}

const WORDS: Readonly<Record<Outlook, string>> = {
  keyless: 'could be keyless',
  better: 'could be better',
  keep: 'stays',
  good: 'good',
};

const KINDS: Readonly<Record<SecretKind, string>> = {
  'google-service-account-key': 'Google service account key',
  'refresh-token': 'refresh token',
  'client-secret': 'client secret',
  'aws-access-key': 'AWS access key',
  'github-personal-token': 'GitHub token of a person',
  'api-key': 'API key',
  'private-key': 'private key',
  'short-lived': 'short-lived token',
  keyless: 'identity without a secret',
  'rotated-api-key': 'API key that is rotated',
};

type Paint = (text: string) => string;

function heading({ secret, outlook }: AdvisedSecret, { bold, mark }: { bold: Paint; mark: Paint }): string {
  const { kind, place, name, issuer, account, fingerprint } = secret;
  const about = [
    KINDS[kind],
    ...(issuer === null && kind === 'refresh-token' ? ['of an unknown issuer'] : []),
    ...(issuer === null || KINDS[kind].toLowerCase().includes(issuer) ? [] : [`of ${issuer}`]),
    ...(name === null ? [] : [`(${name})`]),
    ...(account === null ? [] : [`for ${account}`]),
    ...(fingerprint === null ? [] : [`fingerprint ${fingerprint}`]),
  ].join(' ');
  return `${bold(place)}  ${mark(WORDS[outlook])}\n  ${about}`;
}

function adviceLines({ outlook, title, why, when, whenNot, steps, read }: Advice): string {
  return [
    `  - ${title}${outlook === 'keyless' ? ' [keyless]' : ''}`,
    `      why   ${why}`,
    ...(when === undefined ? [] : [`      when  ${when}`]),
    ...(whenNot === undefined ? [] : [`      not   ${whenNot}`]),
    ...steps.map((step, at) => `      ${at + 1}. ${step}`),
    ...(read === undefined ? [] : [`      read  ${read}`]),
  ].join('\n');
}

function countsText(advised: readonly AdvisedSecret[]): string {
  if (advised.length === 0) return 'no stored secret was found';
  const counts = OUTLOOKS.map((outlook) => ({
    outlook,
    count: advised.filter((one) => one.outlook === outlook).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ outlook, count }) => `${count} ${WORDS[outlook]}`)
    .join(', ');
}
