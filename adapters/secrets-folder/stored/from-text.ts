import type { FoundSecret } from './found-secret.ts';
import { found } from './found-secret.ts';
import { isIni, secretsOfIni } from './from-ini.ts';
import { secretsOfJson } from './from-json.ts';
import { secretsOfVariables, variablesOfText } from './from-variables.ts';

/** The secrets of a file, told by its content. @param name of the file, without its folder */
export function secretsOfText(name: string, text: string): readonly FoundSecret[] {
  const json = parsedJson(text);
  if (json !== undefined) return secretsOfJson(name, json.content);
  if (PRIVATE_KEY.test(text)) return [found('private-key', { value: text.trim() })];
  return isIni(text) ? secretsOfIni(text) : secretsOfVariables(variablesOfText(text));
}

const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;

function parsedJson(text: string): { content: unknown } | undefined {
  try {
    return { content: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
