import type { z } from 'zod';
import { childNode, configJsonSchema, mappingNode, type SchemaNode } from './json-schema.ts';
import type { ConfigProblem, Path } from './problem.ts';
import { isMapping, valueAt } from './raw-tree.ts';
import { refusalOf } from './refused-keys.ts';

type Issue = z.core.$ZodIssue;

/** What the schema has against a declaration, in words of this project. */
export function schemaProblems(issues: readonly Issue[], raw: unknown): readonly ConfigProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, { raw, above: [] }));
}

/** @param above path of the union that the issue was found in. */
function problemsOf(issue: Issue, found: { raw: unknown; above: Path }): readonly ConfigProblem[] {
  const path = [...found.above, ...issue.path.map(pathPart)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key]));
    case 'invalid_union':
      return unionProblems(issue, { raw: found.raw, path });
    case 'invalid_key':
      return [
        {
          path,
          kind: 'malformedName',
          expected: issue.issues[0]?.message ?? 'a name',
          received: String(path.at(-1)),
        },
      ];
    case 'invalid_type':
      return [typeProblem(path, { raw: found.raw, expected: issue.message })];
    case 'invalid_value':
      return [
        valueProblem(path, { raw: found.raw, expected: issue.message, known: issue.values.map(String) }),
      ];
    default:
      return [malformed(path, { raw: found.raw, expected: issue.message })];
  }
}

function unknownKey(path: Path): ConfigProblem {
  const expected = refusalOf(path);
  return expected
    ? { path, kind: 'refusedKey', expected }
    : { path, kind: 'unknownKey', known: knownKeys(path.slice(0, -1)) };
}

/** Of a value that may be text or a mapping, only what is wrong with the form that the user chose. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  found: { raw: unknown; path: Path },
): readonly ConfigProblem[] {
  const value = valueAt(found.raw, found.path);
  const chosen = issue.errors.find((branch) => !branch.some((inner) => isOfAnotherForm(inner, value)));
  if (chosen) return chosen.flatMap((inner) => problemsOf(inner, { raw: found.raw, above: found.path }));
  return [typeProblem(found.path, { raw: found.raw, expected: issue.message })];
}

/** A list of words says of a mapping that it is none of them, and not that it is no text. */
function isOfAnotherForm(issue: Issue, value: unknown): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value !== 'string');
}

function valueProblem(
  path: Path,
  found: { raw: unknown; expected: string; known: readonly string[] },
): ConfigProblem {
  const { raw, expected, known } = found;
  const value = valueAt(raw, path);
  if (value === undefined) return { path, kind: 'missing', expected };
  if (typeof value !== 'string') return malformed(path, { raw, expected });
  const problem = { path, kind: 'unknownWord', expected, known } as const;
  return isShown(value, path) ? { ...problem, received: value } : problem;
}

function malformed(path: Path, { raw, expected }: { raw: unknown; expected: string }): ConfigProblem {
  const value = valueAt(raw, path);
  const problem = { path, kind: 'malformed', expected } as const;
  return isShown(value, path) ? { ...problem, received: JSON.stringify(value) } : problem;
}

function typeProblem(path: Path, found: { raw: unknown; expected: string }): ConfigProblem {
  const value = valueAt(found.raw, path);
  if (value === undefined) return { path, kind: 'missing', expected: found.expected };
  return { path, kind: 'wrongType', expected: found.expected, received: typeName(value) };
}

/** Types as users of YAML know them. Never the value: it may be a secret in the wrong place. */
function typeName(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false' }[String(typeof value)] ?? typeof value
  );
}

/** Keys whose values may be secrets, so that a message does not repeat them. */
const UNSHOWN = new Set(['url', 'environment', 'parameters', 'command']);

function isShown(value: unknown, path: Path): boolean {
  if (path.some((key) => UNSHOWN.has(String(key)))) return false;
  return typeof value === 'number' || (typeof value === 'string' && value.length <= 60);
}

function knownKeys(path: Path): readonly string[] {
  const node = path.reduce<SchemaNode | undefined>(childNode, configJsonSchema());
  return Object.keys(mappingNode(node)?.properties ?? {});
}

function pathPart(part: PropertyKey): string | number {
  return typeof part === 'number' ? part : String(part);
}
