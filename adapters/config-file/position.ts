import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Pair } from 'yaml';
import type { ConfigProblem, Path } from '../../core/config/problem.ts';

/** A place in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML document with what is needed to find places in it. */
export interface LocatedDocument {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Where a problem is: at the value that is wrong, at the key if the key is; what is missing is missed by the nearest key above. */
export function positionOf(problem: ConfigProblem, { document, lines }: LocatedDocument): Position {
  const atKey = OF_KEYS.has(problem.kind);
  const offset = offsetOf(problem.path, { document, atKey }) ?? 0;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** What is wrong with these is the key. */
const OF_KEYS: ReadonlySet<ConfigProblem['kind']> = new Set([
  'unknownKey',
  'refusedKey',
  'malformedName',
  'choice',
]);

/** Offset of the deepest node on the path that is there. */
function offsetOf(path: Path, from: { document: Document.Parsed; atKey: boolean }): number | undefined {
  let node: unknown = from.document.contents;
  let offset = startOf(node);
  for (const [depth, part] of path.entries()) {
    const step = stepInto(resolved(node, from.document), part);
    if (!step) return offset;
    const isLast = depth === path.length - 1;
    offset =
      (isLast && !from.atKey ? startOf(step.value) : undefined) ?? startOf(step.key) ?? startOf(step.value);
    node = step.value;
  }
  return offset;
}

function stepInto(node: unknown, part: string | number): { key?: unknown; value: unknown } | undefined {
  if (isMap(node))
    return node.items.find((pair: Pair) => isScalar(pair.key) && String(pair.key.value) === String(part));
  if (isSeq(node) && typeof part === 'number' && part < node.items.length) return { value: node.items[part] };
  return undefined;
}

function resolved(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
