/**
 * A user's word as a file name that is safe on every file system, reversibly: lower-case ASCII letters, digits,
 * `.`, `_` and `-` stay; every other byte, capitals included since some file systems ignore case, and a leading
 * dot become `%xx`. Two words never share a name.
 */
export function encodeName(word: string): string {
  if (word === '') return '%';
  let name = '';
  for (const byte of new TextEncoder().encode(word)) {
    const character = String.fromCharCode(byte);
    const plain = /[a-z0-9._-]/.test(character) && !(name === '' && character === '.');
    name += plain ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return name;
}

/** @returns undefined when the name was not made by {@link encodeName}. */
export function decodeName(name: string): string | undefined {
  try {
    const word = name === '%' ? '' : decodeURIComponent(name);
    return encodeName(word) === name ? word : undefined;
  } catch {
    return undefined;
  }
}
