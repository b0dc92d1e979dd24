import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { withCost } from '../support/aws-cost/cost-page.ts';
import { standInBundles } from '../support/synthesized-deployment.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const PAGE = 'docs/aws.md';
const folder = temporaryFolders();

it('docs/aws.md holds the monthly cost as the templates give it; UPDATE_DOCS=1 writes it anew', async () => {
  const made = withCost(await readFile(PAGE, 'utf8'), standInBundles(folder()));
  if (process.env.UPDATE_DOCS === '1') await writeFile(PAGE, made);
  expect(await readFile(PAGE, 'utf8')).toBe(made);
}, 120_000);
