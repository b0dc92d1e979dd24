import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { addToDeclaration } from '../../../adapters/config-file/add-to-declaration.ts';
import { newDeclaration } from '../../../adapters/config-file/new-declaration.ts';
import { declarationOfText } from '../../../adapters/config-file/read-declaration.ts';
import { writeConfig } from '../../../adapters/config-file/write-config.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const AT = { file: '/etc/evergrant/evergrant.yaml', reader: { home: '/home/ops', environment: {} } };
const MORE = {
  clients: { google: { issuer: 'google', credentialsFile: 'client.json' } },
  grants: { office: { client: 'google', scopes: ['gmail.readonly'] } },
  sinks: { cache: { token: 'office', file: '~/.secrets/google_token.json' } },
};

describe('a new declaration', () => {
  it('is good, and every part of it is explained', () => {
    const text = newDeclaration({ deployment: 'jada', ...MORE });
    const { grants, sinks } = declarationOfText(text, AT);
    expect([...grants.keys(), ...sinks.keys()]).toEqual(['office', 'cache']);
    for (const section of ['deployment', 'clients', 'grants', 'sinks'])
      expect(text).toMatch(new RegExp(`^# .*\\n${section}:`, 'm'));
    expect(text).toContain('# daemons:');
  });

  it('is good without sinks, and shows how to write one', () => {
    const text = newDeclaration({ deployment: 'jada', ...MORE, sinks: {} });
    expect(declarationOfText(text, AT).sinks.size).toBe(0);
    expect(text).toContain('# sinks:');
  });

  it.each(['yes', '0123', 'a: b # c', '"x"', ' '])('survives the odd account %j', (account) => {
    const grants = { office: { client: 'google', account } };
    const { grants: read } = declarationOfText(newDeclaration({ deployment: 'jada', ...MORE, grants }), AT);
    expect(read.get('office')).toMatchObject({ account });
  });
});

describe('adding to a declaration', () => {
  const OLD = `# ours
version: 1
deployment: jada   # the crew's
grants: {}
clients:
  # the first
  github: { issuer: github, clientId: x }
`;

  it('leaves comments and entries as they are', () => {
    const { text, added, kept } = addToDeclaration(OLD, MORE);
    expect(added).toEqual(['clients.google', 'grants.office', 'sinks.cache']);
    expect(kept).toEqual([]);
    for (const line of [
      '# ours',
      "deployment: jada # the crew's",
      '  # the first',
      '  github: { issuer: github, clientId: x }',
    ])
      expect(text).toContain(line);
    expect(declarationOfText(text, AT).sinks.get('cache')?.file).toBe('/home/ops/.secrets/google_token.json');
  });

  it('changes nothing the second time', () => {
    const { text } = addToDeclaration(OLD, MORE);
    const again = addToDeclaration(text, MORE);
    expect(again).toEqual({ text, added: [], kept: ['clients.google', 'grants.office', 'sinks.cache'] });
  });

  it('keeps what is declared under the same name', () => {
    const old = OLD.replace('github:', 'google:');
    const { text, kept } = addToDeclaration(old, MORE);
    expect(kept).toEqual(['clients.google']);
    expect(parse(text).clients).toEqual({ google: { issuer: 'github', clientId: 'x' } });
  });
});

describe('writing a declaration', () => {
  it('makes the folders above it, and keeps the old file with the time in its name', async () => {
    const path = join(folder(), 'new', 'evergrant.yaml');
    expect(await writeConfig(path, { text: 'one\n', now: 0 })).toBeUndefined();
    const kept = await writeConfig(path, { text: 'two\n', now: Date.UTC(2026, 4, 13, 14, 30) });
    expect(kept).toBe(`${path}.kept-20260513T143000Z`);
    expect([readFileSync(kept ?? '', 'utf8'), readFileSync(path, 'utf8')]).toEqual(['one\n', 'two\n']);
  });

  it('leaves the old file and nothing else when the new one cannot be written', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'file'), 'x');
    await expect(
      writeConfig(join(directory, 'file', 'evergrant.yaml'), { text: 'one\n', now: 0 }),
    ).rejects.toMatchObject({ code: 'NotADirectory' });
    expect(readdirSync(directory)).toEqual(['file']);
  });
});
