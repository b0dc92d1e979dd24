import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { affectedBy } from '../../../core/config/affected.ts';
import { grantDocument, readGrantDocument } from '../../../core/config/grant-document.ts';
import { isMapping } from '../../../core/config/raw-tree.ts';

const RAW: unknown = parse(`
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1 }
alerts: { ops: { email: ops@example.com } }
clients:
  google: { issuer: google, publishingStatus: production, credentialsFile: gmail.json }
  other: { issuer: xero, clientId: id }
grants:
  crew-sheets: { client: google, account: ops@example.com, scopes: [spreadsheets] }
  books: { client: other, scopes: [accounting] }
tokens: { sheets: { grant: crew-sheets } }
sinks:
  port-sheet-token: { token: sheets, file: /opt/jada/token.json }
  ledger: { token: books, file: ~/books.json }
daemons:
  port-sheet: { command: [python3, sync.py], every: 30m, uses: [port-sheet-token, ledger] }
  bookkeeper: { external: true, uses: [ledger] }
`);

describe('the document of a grant', () => {
  const raw = isMapping(RAW) ? RAW : {};
  const queues = { sheets: ['https://queue.example/one'] };
  const document = grantDocument(raw, { grant: 'crew-sheets', queues });

  it('is a declaration of that grant and of all that uses it', () => {
    const { declaration } = readGrantDocument(JSON.stringify(document), 'p');
    expect([...declaration.grants.keys()]).toEqual(['crew-sheets']);
    expect([...declaration.clients.keys()]).toEqual(['google']);
    expect(declaration.deployment).toBe('jada');
    const { sinks, daemons } = affectedBy(declaration, 'crew-sheets');
    expect(sinks.map(({ name }) => name)).toEqual(['port-sheet-token']);
    expect(daemons.map(({ name }) => name)).toEqual(['port-sheet']);
  });

  it('holds nothing of other grants', () => {
    expect(JSON.stringify(document)).not.toMatch(/books|xero|bookkeeper|ledger/);
  });

  it('names the queues of each token', () => {
    expect(readGrantDocument(JSON.stringify(document), 'p').queues).toEqual(queues);
  });

  it.each(['', 'null', '{"schema":2}', '{"schema":1,"queues":{},"declaration":{"version":9}}'])(
    'is refused as %j, with the name of its parameter',
    (text) => {
      expect(() => readGrantDocument(text, '/evergrant/jada/grant/crew-sheets')).toThrow(
        expect.objectContaining({
          code: 'GrantDocumentInvalid',
          message: expect.stringContaining('/evergrant/jada/grant/crew-sheets'),
        }),
      );
    },
  );
});
