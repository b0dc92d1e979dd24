import { PRESETS } from '../issuer/presets.ts';
import { childNode, configJsonSchema, mappingNode, type SchemaNode } from './json-schema.ts';

/** `docs/configuration.md`: a table for each mapping of the schema, in the order of the schema. */
export function configReference(): string {
  return `${[INTRODUCTION, ...tables(configJsonSchema(), []), presetList()].join('\n\n')}\n`;
}

const INTRODUCTION = `# Configuration

<!-- Made from core/config/schema.ts. Change that, then run: UPDATE_DOCS=1 npm run unit -- test/core/config -->

\`evergrant.yaml\` is looked for at \`--config\`, \`$EVERGRANT_CONFIG\`, \`./evergrant.yaml\` and
\`~/.config/evergrant/evergrant.yaml\`, in that order; \`evergrant check\` says everything that is wrong with it.
A span is written as \`30m\`, \`1h30m\` or \`7d\`. A path is absolute, starts with \`~/\`, or is relative to the file.
Editors complete and check the file when its first line is
\`# yaml-language-server: $schema=…/docs/evergrant.schema.json\`.`;

/** The table of a mapping and, after it, those of the mappings below it. */
function tables(node: SchemaNode, path: readonly string[]): readonly string[] {
  const mapping = mappingNode(node);
  const keys = Object.keys(mapping?.properties ?? {});
  if (keys.length === 0) {
    const inner = childNode(mapping, 'NAME');
    return inner ? tables(inner, [...path, 'NAME']) : [];
  }
  const heading = path.length === 0 ? '## Top level' : `## \`${path.join('.')}\``;
  const required = new Set(mapping?.required ?? []);
  const rows = keys.map((key) => row(key, { node: childNode(mapping, key), required: required.has(key) }));
  const table = [heading, '', '| key | meaning |', '|---|---|', ...rows].join('\n');
  return [table, ...keys.flatMap((key) => tables(childNode(mapping, key) ?? {}, [...path, key]))];
}

function row(key: string, about: { node: SchemaNode | undefined; required: boolean }): string {
  const meaning = (about.node?.description ?? '').replaceAll('|', '\\|');
  return `| \`${key}\` | ${meaning}${about.required ? ' **Required.**' : ''} |`;
}

function presetList(): string {
  const rows = [...PRESETS.values()].map(({ name, title, lifeRules, quirks }) => {
    const ends = lifeRules.map((rule) => `${rule.because}.`);
    return `| \`${name}\` | ${title} | ${[...ends, ...quirks].join(' ')} |`;
  });
  return ['## Presets', '', '| name | issuer | worth knowing |', '|---|---|---|', ...rows].join('\n');
}
