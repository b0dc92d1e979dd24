import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { issuersPage } from '../support/docs/issuers-page.ts';

const PAGE = 'docs/issuers.md';

describe(PAGE, () => {
  beforeAll(async () => {
    if (process.env.UPDATE_DOCS === '1') await writeFile(PAGE, issuersPage());
  });

  it('is what the presets make of it; UPDATE_DOCS=1 writes it anew', async () => {
    expect(await readFile(PAGE, 'utf8')).toBe(issuersPage());
  });
});
