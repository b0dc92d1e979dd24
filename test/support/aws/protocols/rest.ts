import { type AwsError, notSimulated } from '../aws-error.ts';
import type { AwsAction, RestPlace } from '../aws-service.ts';
import { jsonMembers, jsonText } from './json.ts';
import type { WireAnswer, WireProtocol, WireRequest } from './wire.ts';

/** An answer that is not JSON members: status, headers and body as they are (Lambda's Invoke). */
export class RestAnswer implements WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;

  constructor(answer: WireAnswer) {
    this.status = answer.status;
    this.headers = answer.headers;
    this.body = answer.body;
  }
}

/**
 * REST-JSON (Lambda, Scheduler): the action by method and path. Members come from path, query and JSON body, each under
 * the name that stands there, and from headers as the action says.
 */
export const restProtocol: WireProtocol = {
  read(request, service) {
    for (const [action, { http }] of Object.entries<AwsAction>(service.actions)) {
      const named = http && inPath(request, http);
      if (!named) continue;
      const body =
        http.payload === undefined
          ? jsonMembers(request.body)
          : { [http.payload]: request.body.toString('base64') };
      return {
        action,
        input: { ...Object.fromEntries(request.query), ...headerMembers(request, http), ...body, ...named },
      };
    }
    throw notSimulated(`the action ${request.method} ${request.path} of ${service.name}`);
  },
  write: (output) => (output instanceof RestAnswer ? output : answer(200, output ?? {})),
  refuse: (error: AwsError) =>
    answer(error.status, { message: error.message, Message: error.message, ...error.members }, error.code),
};

/** A header of AWS's that the action does not name is a member that it does not know. */
function headerMembers(
  { headers }: WireRequest,
  { headers: names = {} }: RestPlace,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([header]) => header.startsWith('x-amz-') && !SIGNING.has(header))
      .map(([header, value]) => [names[header] ?? header, value]),
  );
}

/** Headers that every signed request may have. */
const SIGNING: ReadonlySet<string> = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
]);

function inPath(request: WireRequest, { method, path }: RestPlace): Record<string, string> | undefined {
  const given = request.path.replace(/\/$/, '').split('/');
  const wanted = path.replace(/\/$/, '').split('/');
  if (request.method !== method || given.length !== wanted.length) return undefined;
  const named: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const text = decodeURIComponent(given[at] ?? '');
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) named[name] = text;
    else if (part !== text) return undefined;
  }
  return named;
}

function answer(status: number, body: unknown, errorType?: string): WireAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(errorType !== undefined && { 'x-amzn-errortype': errorType }),
    },
    body: jsonText(body),
  };
}
