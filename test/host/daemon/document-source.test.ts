import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { isMapping } from '../../../core/config/raw-tree.ts';
import { hostDocument } from '../../../core/host/host-document.ts';
import { DocumentSource } from '../../../host/daemon/document-source.ts';
import { declare } from '../../support/declare.ts';

/** A document of host `ops` with this token. */
function documentWith(token: string): string {
  const yaml = `
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1 }
clients: { google: { issuer: google, publishingStatus: production, clientId: desk } }
grants: { crew: { client: google, scopes: [spreadsheets] } }
tokens: { ${token}: { grant: crew } }
hosts: { ops: { kind: external, tokens: [${token}] } }
`;
  const raw: unknown = parse(yaml);
  const host = declare(yaml).hosts.get('ops');
  if (!isMapping(raw) || !host) throw new Error('there is no host ops');
  return JSON.stringify(hostDocument(raw, host));
}

/** A parameter and a copy of it, each of which may refuse. */
class World {
  parameter: string | Error = documentWith('sheets');
  kept: string | undefined;
  isFull = false;
  writes = 0;
  readonly found: unknown[] = [];
  readonly source = new DocumentSource({
    config: { deployment: 'jada', host: 'ops' },
    readParameter: async (name) => {
      expect(name).toBe('/evergrant/jada/host/ops');
      if (this.parameter instanceof Error) throw this.parameter;
      return this.parameter;
    },
    copy: {
      read: async () => this.kept,
      write: async (text) => {
        if (this.isFull) throw FULL;
        this.writes += 1;
        this.kept = text;
      },
    },
    digest: nodeDigest,
    found: (failure) => this.found.push(failure),
  });
}

const FULL = new Error('no space left');
const AWAY = new Error('no route');

const tokenNames = async (document: ReturnType<DocumentSource['copy']>) =>
  (await document)?.host.tokens.map(({ name }) => name);

describe('the document of a host', () => {
  it('is what is deployed, kept for a start without a network, and written only when it changed', async () => {
    const world = new World();
    expect(await world.source.copy()).toBeUndefined();
    const [first, again] = [await world.source.deployed(), await world.source.deployed()];
    expect(first?.fingerprint).toMatch(/^[0-9a-f]{12}$/);
    expect(again?.fingerprint).toBe(first?.fingerprint);
    expect(world.writes).toBe(1);
    world.parameter = documentWith('mail');
    expect(await tokenNames(world.source.deployed())).toEqual(['mail']);
    world.parameter = AWAY;
    expect(await world.source.deployed()).toBeUndefined();
    expect(await tokenNames(world.source.copy())).toEqual(['mail']);
    expect(world.found).toEqual([undefined, undefined, undefined, AWAY]);
  });

  it('is in force without a copy on a full disk, which is told until the copy is there', async () => {
    const world = Object.assign(new World(), { isFull: true });
    expect(await tokenNames(world.source.deployed())).toEqual(['sheets']);
    expect(await world.source.deployed()).toMatchObject({ isKept: false });
    expect(world.found).toEqual([FULL, FULL]);
    world.isFull = false;
    expect(await world.source.deployed()).toMatchObject({ isKept: true });
    expect(world.found.at(-1)).toBeUndefined();
    expect(world.kept).toBe(world.parameter);
  });

  it('that nobody can read replaces no good copy, and a copy that nobody can read is told', async () => {
    const world = new World();
    await world.source.deployed();
    world.parameter = '{"schema":1,';
    expect(await world.source.deployed()).toBeUndefined();
    expect(await tokenNames(world.source.copy())).toEqual(['sheets']);
    world.kept = 'half of';
    expect(await world.source.copy()).toBeUndefined();
    expect(world.found.slice(-2)).toMatchObject([
      { code: 'HostDocumentInvalid' },
      { code: 'HostDocumentInvalid' },
    ]);
  });
});
