import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { openApiDocument } from '../../../host/control/openapi.ts';
import { OPERATIONS } from '../../../host/control/operations.ts';
import { controlRoutes } from '../../../host/control/routes.ts';
import { type ControlServer, serveBroker } from '../../../host/control/server.ts';
import { SCRIPT } from '../../support/fakes/broker-script.ts';
import { ScriptedBroker } from '../../support/fakes/scripted-broker.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const FILE = 'docs/openapi.json';
const folder = temporaryFolders();
let socketPath: string;
let server: ControlServer;

beforeAll(async () => {
  if (process.env.UPDATE_DOCS === '1') {
    await writeFile(FILE, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  }
  socketPath = join(folder(), 's');
  server = await serveBroker(new ScriptedBroker(SCRIPT), { socketPath, unexpected: () => undefined });
});

afterAll(() => server.close());

describe('docs/openapi.json', () => {
  it('is what the table of operations makes of it; UPDATE_DOCS=1 writes it anew', async () => {
    expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(openApiDocument());
  });

  it('has every route of the control socket and no other', () => {
    const routes = controlRoutes(new ScriptedBroker(SCRIPT), {
      closing: new AbortController().signal,
      heartbeat: 1,
      unexpected: () => undefined,
    }).routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const documented = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} /v1${path}`);
    expect([...new Set(routes)].sort()).toEqual([...documented].sort());
  });

  it('is answered by the socket itself', async () => {
    const { status, text } = await rawRequest(socketPath, { path: '/v1/openapi.json' });
    expect([status, JSON.parse(text)]).toEqual([200, openApiDocument()]);
  });
});

const refused = JSON.stringify({ fingerprint: 'a1b2c3d4e5f6' });
const proof = JSON.stringify({ fingerprint: 'a1b2c3d4e5f6', consumer: 'port-sheet' });
const refusal = JSON.stringify({ fingerprint: null, daemon: 'd', evidence: [] });

/** Real requests, at least one for each operation: operation, status, path, body. */
const REQUESTS = (
  [
    ['getToken', 200, '/v1/tokens/crew-sheets'],
    ['getToken', 200, '/v1/tokens/crew-sheets?unlessFingerprint=000000000000&waitSeconds=30&consumer=a'],
    ['getToken', 304, '/v1/tokens/crew-sheets?unlessFingerprint=a1b2c3d4e5f6'],
    ['getToken', 409, '/v1/tokens/office'],
    ['getToken', 503, '/v1/tokens/slow'],
    ['getToken', 404, '/v1/tokens/nobody'],
    ['replaceToken', 200, '/v1/tokens/crew-sheets/refusals', refused],
    ['replaceToken', 409, '/v1/tokens/office/refusals', refused],
    ['replaceToken', 503, '/v1/tokens/slow/refusals', refused],
    ['replaceToken', 400, '/v1/tokens/slow/refusals', '{}'],
    ['acknowledge', 200, '/v1/deliveries/port-sheet-token/acknowledgements', proof],
    ['acknowledge', 409, '/v1/deliveries/token%2Fcrew-sheets/acknowledgements', proof],
    ['acknowledge', 409, '/v1/deliveries/office-token/acknowledgements', proof],
    ['health', 200, '/v1/health'],
    ['status', 200, '/v1/status'],
    ['refresh', 200, '/v1/grants/crew-sheets/refresh', '{}'],
    ['refresh', 409, '/v1/grants/office/refresh', '{}'],
    ['reportRefusal', 200, '/v1/grants/crew-sheets/refusals', refusal],
    ['beginConsent', 201, '/v1/grants/office/consents', '{"redirectUri":"http://127.0.0.1:4242/back"}'],
    ['finishConsent', 200, '/v1/consents/1', '{"redirectUrl":"http://127.0.0.1:4242/back?code=c"}'],
    ['setKey', 200, '/v1/keys/mail', '{"key":"SG.a.b"}'],
    ['setKey', 200, '/v1/keys/a%2Fb%20c', '{"key":"SG.a.b"}'],
    ['setKey', 409, '/v1/keys/stolen', '{"key":"SG.a.b"}'],
    ['rotateKey', 200, '/v1/keys/mail/rotations', '{"when":"now"}'],
    ['rotateKey', 200, '/v1/keys/a%2Fb%20c/rotations', '{"when":"due"}'],
    ['rotateKey', 409, '/v1/keys/plain/rotations', '{"when":"emergency"}'],
    ['rotateKey', 400, '/v1/keys/plain/rotations', '{"when":"soon"}'],
    ['openApi', 200, '/v1/openapi.json'],
  ] as const
).map(([id, status, path, body]) => ({ id, status, path, body }));

/** They answer without an end; server.test.ts reads them. */
const STREAMS = ['events', 'follow'];

describe('a real answer', () => {
  it.each(REQUESTS)('of $id, $status, is as documented: $path', async ({ id, status, path, body }) => {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await rawRequest(socketPath, { method, path, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(status);
    const documented = documentedAnswer(id, status);
    if (documented === undefined) return expect(answer.text).toBe('');
    const schema = z.fromJSONSchema(documented);
    expect(schema.safeParse(JSON.parse(answer.text))).toMatchObject({ success: true });
    expect(schema.safeParse('something else')).toMatchObject({ success: false });
  });

  it('was asked of every operation', () => {
    const asked = new Set<string>([...REQUESTS.map(({ id }) => id), ...STREAMS]);
    expect([...asked].sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
  });
});

/** The JSON schema in the file for this answer; undefined where it has no body. */
function documentedAnswer(id: string, status: number): z.core.JSONSchema.JSONSchema | undefined {
  const { paths, components } = openApiDocument();
  const operation = OPERATIONS.find((one) => one.id === id);
  const described = z
    .looseObject({ responses: z.record(z.string(), z.looseObject({ content: z.unknown().optional() })) })
    .parse(paths[operation?.path ?? '']?.[operation?.method ?? '']);
  const answer = described.responses[String(status)];
  if (!answer) return components.schemas.Fault;
  const content = z
    .record(z.string(), z.object({ schema: z.looseObject({}) }))
    .optional()
    .parse(answer.content);
  return content?.['application/json']?.schema;
}
