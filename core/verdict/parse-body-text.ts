import { LONGEST_TEXT } from './plain-words.ts';
import type { BodyShape } from './signals.ts';

/**
 * The value that a raw body stands for: JSON, XML error fields or form fields become an object; HTML is only named,
 * since its words are those of a proxy; the rest stays text.
 */
export function parseBodyText(raw: string): { readonly shape: BodyShape; readonly value: unknown } {
  const text = raw.slice(0, LONGEST_TEXT).trim();
  if (text === '') return { shape: 'empty', value: null };
  if (/^[[{]/.test(text)) return parseJson(text);
  if (/^<(?:!doctype\s+html|html|head|body|center|h1)\b/i.test(text)) return { shape: 'html', value: null };
  if (text.startsWith('<')) return { shape: 'structured', value: xmlFields(text) };
  if (/^[\w.]{1,64}=[^\s&]*(?:&[\w.]{1,64}=[^\s&]*)*$/.test(text))
    return { shape: 'structured', value: formFields(text) };
  return { shape: 'text', value: text };
}

function parseJson(text: string): { readonly shape: BodyShape; readonly value: unknown } {
  try {
    return { shape: 'structured', value: JSON.parse(text) };
  } catch {
    return { shape: 'text', value: text };
  }
}

function xmlFields(text: string): Readonly<Record<string, string>> {
  const fields = text.matchAll(
    /<((?:error_?)?(?:code|message|error|description|reason|type|detail))>([^<]{0,2000})</gi,
  );
  return Object.fromEntries([...fields].map(([, name, value]) => [name, value]));
}

function formFields(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('&').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decoded(pair.slice(at + 1))];
    }),
  );
}

function decoded(value: string): string {
  const spaced = value.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
