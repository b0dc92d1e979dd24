import { markOf, markOfName } from '../../../core/advise/value-mark.ts';
import { type FoundSecret, found } from './found-secret.ts';

/**
 * The secrets among variables: an environment, or the lines of a `.env` file. The keys of AWS belong together: with a
 * session token they end by themselves.
 */
export function secretsOfVariables(variables: ReadonlyMap<string, string>): readonly FoundSecret[] {
  return [
    ...awsKey(variables),
    ...[...variables].flatMap(([name, value]) => (AWS.has(name) ? [] : secretOfVariable(name, value))),
  ];
}

/** The variables of `.env`-like text: `NAME=value` or `export NAME="value"`; what is not of this form is passed over. */
export function variablesOfText(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, name = '', raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === '' ? [] : [[name, unquoted(raw)]];
    }),
  );
}

const AWS: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
]);

function awsKey(variables: ReadonlyMap<string, string>): readonly FoundSecret[] {
  const value = variables.get('AWS_SECRET_ACCESS_KEY');
  if (!value) return [];
  const ends = variables.get('AWS_SESSION_TOKEN') ?? variables.get('AWS_SECURITY_TOKEN');
  return [
    found(ends ? 'short-lived' : 'aws-access-key', { value, name: 'AWS_SECRET_ACCESS_KEY', issuer: 'aws' }),
  ];
}

function secretOfVariable(name: string, value: string): readonly FoundSecret[] {
  const mark = markOf(value) ?? markOfName(name, value);
  return mark === undefined ? [] : [found(mark.kind, { value, name, issuer: mark.issuer })];
}

function unquoted(raw: string): string {
  return /^(["'])(.*)\1(?:\s+#.*)?$/.exec(raw)?.[2] ?? raw.replace(/\s+#.*$/, '');
}
