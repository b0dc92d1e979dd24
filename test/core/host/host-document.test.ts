import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseDeclaration } from '../../../core/config/parse.ts';
import { isMapping } from '../../../core/config/raw-tree.ts';
import { hostDocument, readHostDocument } from '../../../core/host/host-document.ts';

const RAW: unknown = parse(`
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1 }
alerts: { ops: { email: ops@example.com }, critical: { file: /var/log/alerts.log } }
clients:
  google: { issuer: google, publishingStatus: production, credentialsFile: gmail.json }
  other: { issuer: xero, clientId: id }
grants:
  crew-sheets: { client: google, account: ops@example.com, scopes: [spreadsheets] }
  books: { client: other, scopes: [accounting.transactions] }
signingKeys: { gastown: { issuer: https://gt.example.com, algorithm: ES256, rotateEvery: 7d, verifierCache: 10m } }
tokens:
  sheets: { grant: crew-sheets }
  mayor: { signingKey: gastown, lifetime: 8h, audience: worker, renew: onUse }
sinks:
  port-sheet-token: { token: sheets, file: /opt/jada/token.json }
  ledger: { token: books, file: /opt/books.json }
daemons:
  port-sheet: { command: [python3, sync.py], every: 30m, uses: [port-sheet-token] }
  bookkeeper: { external: true, uses: [ledger] }
tokenSocket: { group: jada, tokens: [sheets, books] }
hosts:
  box: { kind: lightsail, daemons: [port-sheet], tokens: [mayor] }
  desk: { kind: external, daemons: [bookkeeper] }
`);

describe('the document of a host', () => {
  const raw = isMapping(RAW) ? RAW : {};
  const result = parseDeclaration(raw, { resolve: (path) => path, stateDirectory: () => '' });
  if (result.kind !== 'valid') throw new Error(JSON.stringify(result.problems));
  const box = result.declaration.hosts.get('box');
  if (!box) throw new Error('box is declared');
  const text = JSON.stringify(hostDocument(raw, box));
  const about = { name: '/evergrant/jada/host/box', host: 'box' };

  it('is a declaration of what the host receives and runs', () => {
    const { declaration, host } = readHostDocument(text, about);
    expect(host).toMatchObject({ kind: 'lightsail', name: 'box' });
    expect(host.tokens.map(({ name }) => name)).toEqual(['sheets', 'mayor']);
    expect([...declaration.sinks.keys()]).toEqual(['port-sheet-token']);
    expect([...declaration.daemons.keys()]).toEqual(['port-sheet']);
    expect([...declaration.signingKeys.keys()]).toEqual(['gastown']);
    expect([...(declaration.tokenSocket?.tokens.keys() ?? [])]).toEqual(['sheets']);
  });

  it('names the alerts files, which lie on the host, and no other channel', () => {
    expect([...readHostDocument(text, about).declaration.alerts.keys()]).toEqual(['critical']);
  });

  it('holds nothing of other hosts', () => {
    expect(text).not.toMatch(/books|xero|bookkeeper|ledger|desk/);
  });

  it.each(['', '{"schema":2}', '{"schema":1,"declaration":{"version":9}}'])('is refused as %j', (bad) => {
    expect(() => readHostDocument(bad, about)).toThrow(
      expect.objectContaining({
        code: 'HostDocumentInvalid',
        message: expect.stringContaining('/evergrant/jada/host/box'),
      }),
    );
  });

  it('is refused when it is of another host', () => {
    expect(() => readHostDocument(text, { ...about, host: 'desk' })).toThrow(/host desk/);
  });
});
