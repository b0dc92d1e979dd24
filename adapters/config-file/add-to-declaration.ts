import { isMap, parseDocument } from 'yaml';
import type { RawDeclaration } from './new-declaration.ts';

/** A declaration's text after something was added. */
export interface Addition {
  readonly text: string;
  /** Dotted paths: `grants.office`. */
  readonly added: readonly string[];
  /** Names that were declared already; what stands there was left as it is. */
  readonly kept: readonly string[];
}

/**
 * Adds clients, grants and sinks to the text of a declaration, and leaves every other line and comment alone.
 * @param text a declaration that was read without a fault
 */
export function addToDeclaration(text: string, more: Omit<RawDeclaration, 'deployment'>): Addition {
  const document = parseDocument(text);
  const added: string[] = [];
  const kept: string[] = [];
  for (const section of ['clients', 'grants', 'sinks'] as const) {
    for (const [name, declared] of Object.entries(more[section])) {
      if (document.hasIn([section, name])) {
        kept.push(`${section}.${name}`);
        continue;
      }
      // A section that is empty or written `{}` would take the new entry on its own line.
      if (!isMap(document.get(section, true))) document.set(section, document.createNode({}));
      const node = document.get(section, true);
      if (isMap(node) && node.items.length === 0) node.flow = false;
      document.setIn([section, name], document.createNode(declared));
      added.push(`${section}.${name}`);
    }
  }
  return { text: added.length === 0 ? text : document.toString({ lineWidth: 0 }), added, kept };
}
