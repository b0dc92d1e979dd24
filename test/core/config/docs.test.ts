import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { configJsonSchema } from '../../../core/config/json-schema.ts';
import { configReference } from '../../../core/config/reference.ts';

const DOCS = [
  { file: 'docs/evergrant.schema.json', text: () => `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
  { file: 'docs/configuration.md', text: configReference },
];

describe.each(DOCS)('$file', ({ file, text }) => {
  beforeAll(async () => {
    if (process.env.UPDATE_DOCS === '1') await writeFile(file, text());
  });

  it('is what the schema makes of it; UPDATE_DOCS=1 writes it anew', async () => {
    expect(await readFile(file, 'utf8')).toBe(text());
  });
});

describe('the schema', () => {
  it('describes every key that a user may write', () => {
    expect(undescribed(configJsonSchema(), [])).toEqual([]);
  });
});

/** Paths of properties without a description. */
function undescribed(node: unknown, path: readonly string[]): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const below = undescribed(value, [...path, key]);
    const isProperty = path.at(-1) === 'properties';
    return isProperty && !('description' in Object(value)) ? [[...path, key].join('.'), ...below] : below;
  });
}
