import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { protocolDocument } from '../../torture/protocol/protocol-document.ts';

it('docs/protocol.md says what the flows did', async () => {
  const document = await protocolDocument();
  if (process.env.UPDATE_DOCS === '1') await writeFile('docs/protocol.md', document);
  expect(await readFile('docs/protocol.md', 'utf8')).toBe(document);
}, 120_000);
