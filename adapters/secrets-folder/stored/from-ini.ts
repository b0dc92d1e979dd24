import { type FoundSecret, found } from './found-secret.ts';
import { secretsOfVariables, variablesOfText } from './from-variables.ts';

/** Is the text of the form of `~/.aws/credentials`: sections with keys? */
export function isIni(text: string): boolean {
  return /^\s*\[[^\]\n]+\]\s*$/m.test(text);
}

/** The secrets of an INI file, section by section; a section is a profile of AWS where it holds its keys. */
export function secretsOfIni(text: string): readonly FoundSecret[] {
  return sections(text).flatMap(({ section, body }) => {
    const variables = variablesOfText(body);
    const value = variables.get('aws_secret_access_key');
    if (!value) return secretsOfVariables(variables).map((secret) => within(section, secret));
    const kind = variables.get('aws_session_token') ? 'short-lived' : 'aws-access-key';
    return [found(kind, { value, name: `profile ${section}`, issuer: 'aws' })];
  });
}

function sections(text: string): readonly { section: string; body: string }[] {
  const [before = '', ...parts] = text.split(/^\s*\[([^\]\n]+)\]\s*$/m);
  const found = [{ section: '', body: before }];
  for (let at = 0; at < parts.length; at += 2)
    found.push({ section: (parts[at] ?? '').replace(/^profile\s+/, ''), body: parts[at + 1] ?? '' });
  return found;
}

function within(section: string, secret: FoundSecret): FoundSecret {
  return section === '' ? secret : { ...secret, name: `${section}.${secret.name ?? ''}` };
}
