import type { SourceFile } from './source-files.ts';

/**
 * Codes of faults, findings and warnings that the code can name. Read from its text, so that a new one cannot be
 * forgotten in the catalogue.
 */
export function faultCodes(files: readonly SourceFile[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { file, text } of files) {
    if (NO_FAULTS.some((place) => file.startsWith(place))) continue;
    for (const [, after = ''] of text.matchAll(/\bcode: ?([^\n]*)/g)) addNames(after, found);
    for (const [, name = ''] of text.matchAll(/\b(?:sinkFault|fault)\(\s*'([A-Z][A-Za-z]+)'/g))
      found.add(name);
    // cli/declaration.ts builds these from the kind of the thing that is not declared.
    if (file.startsWith('lib/')) continue;
    for (const [, kind = ''] of text.matchAll(/\bnamed\('([a-z]+)'/g)) found.add(`Unknown${capital(kind)}`);
  }
  return found;
}

/**
 * Codes of issuers, of errors that become evidence for the classifier and are never shown as codes, and of activations of
 * Systems Manager.
 */
const NO_FAULTS = [
  'core/verdict/',
  'adapters/aws-identity/aws-identity.ts',
  'adapters/aws-identity/instance-metadata.ts',
  'adapters/token-endpoint/send-once.ts',
  'lib/host-activation/',
];

/** Reasons that states, outcomes and events can carry; those of verdicts included. */
export function namedReasons(files: readonly SourceFile[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { file, text } of files) {
    if (file.startsWith('core/verdict/')) continue;
    for (const [, after = ''] of text.matchAll(/\breason ?[:=](?!=) ?([^\n]*)/g)) addNames(after, found);
    // Their helpers take the reason as the first argument.
    for (const [, name = ''] of text.matchAll(/\b(?:no|invalid)\(\s*'([A-Z][a-z][A-Za-z]+)'/g))
      found.add(name);
  }
  return found;
}

function addNames(text: string, found: Set<string>): void {
  for (const [, name = ''] of text.matchAll(/'([A-Z][a-z][A-Za-z]*)'/g)) found.add(name);
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
