/** A systemd unit as text. */
export interface Unit {
  /** `evergrant-jada.service`. */
  readonly name: string;
  readonly text: string;
}

/** One line of a unit: a key with its value, or a comment for whoever reads the unit. */
export type UnitLine = readonly [key: string, value: string] | { readonly comment: string };

/** Puts sections together, in order. Values are written as they are: see {@link unitWord}. */
export function unitText(sections: Readonly<Record<string, readonly UnitLine[]>>): string {
  return Object.entries(sections)
    .map(([name, lines]) => `[${name}]\n${lines.map(lineText).join('\n')}\n`)
    .join('\n');
}

function lineText(line: UnitLine): string {
  return 'comment' in line ? `# ${line.comment}` : `${line[0]}=${line[1]}`;
}

/**
 * A path or argument as one word of a unit, see systemd.syntax(7) and systemd.service(5): quoted where it must be, and
 * with the characters that systemd would expand doubled.
 * @param place `command`: on a command line, where `$` is expanded too
 */
export function unitWord(word: string, place: 'command' | 'path' = 'path'): string {
  const literal = word.replaceAll('%', '%%').replaceAll('$', place === 'command' ? '$$$$' : '$');
  if (/^[A-Za-z0-9_./:@%+=,~$-]+$/.test(literal)) return literal;
  return `"${literal.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
