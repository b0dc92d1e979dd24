import { z } from 'zod';
import { VERSION } from '../../core/version.ts';
import { OPERATIONS, type Operation, type Parameter } from './operations.ts';
import { faultSchema } from './wire-format.ts';

/** The control socket's routes as OpenAPI 3.1: `docs/openapi.json`, and what `GET /v1/openapi.json` answers. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Evergrant control socket',
      version: VERSION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: ABOUT,
    },
    servers: [
      { url: 'http://localhost/v1', description: 'Over the unix socket; the host name is not looked at.' },
    ],
    security: [],
    paths,
    components: {
      schemas: { Fault: { ...wire(faultSchema), description: 'What went wrong and what repairs it.' } },
    },
  };
}

const ABOUT =
  'HTTP over a unix socket, control.sock in the state directory, which only the user that runs `evergrant up` may ' +
  'open. Instants are ISO 8601 text, spans are whole seconds, fingerprints the first 12 hexadecimal digits of the ' +
  'SHA-256 of an access token. Only the two routes below /tokens reveal a token. A token socket, where one is declared, serves ' +
  'getToken, replaceToken and acknowledge for its tokens, and answers 403 for everything else.';

function described(operation: Operation) {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(operation.query ?? {}).map(([name, parameter]) => queryOf(name, parameter));
  const parameters = [...inPath, ...inQuery, ...(operation.headers ?? [])];
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body
      ? { requestBody: { content: { 'application/json': { schema: wire(operation.body) } } } }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, answer]) => [status, answered(answer)]),
      ),
      default: {
        description: 'A fault: 400 for a request that is wrong, 404 for a name that is unknown, 500 or 503.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
      },
    },
  };
}

function queryOf(name: string, { schema, description }: Parameter) {
  return { name, in: 'query', required: false, description, schema: wire(schema) };
}

function answered({ description, schema, lines }: Operation['answers'][string]) {
  if (!schema) return { description };
  return {
    description,
    content: { [lines ? 'application/jsonl' : 'application/json']: { schema: wire(schema) } },
  };
}

/** The form in which a codec's values travel. */
function wire(schema: z.ZodType): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
