import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJsonObject, type Json, parseJson } from '../json.ts';

/** How an invocation ended. */
export type LambdaOutcome =
  | { readonly kind: 'returned'; readonly value: Json }
  /** The handler threw. */
  | { readonly kind: 'threw'; readonly errorType: string; readonly errorMessage: string }
  /** The bundle could not be loaded. */
  | { readonly kind: 'initFailed'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'died'; readonly signal: NodeJS.Signals | null; readonly code: number | null }
  | { readonly kind: 'timedOut' };

/** The Runtime API of one instance of a function. */
export interface RuntimeApi {
  /** `127.0.0.1:PORT`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Hands out an event; one at a time. */
  invoke(event: Json, invocation: { deadline: number; functionArn: string }): Promise<LambdaOutcome>;
  /** Ends the invocation that is under way. */
  end(outcome: LambdaOutcome): void;
  stop(): void;
}

/** @see Lambda Developer Guide, "Using the Lambda runtime API" */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let pending: { id: string; event: Json; headers: Record<string, string> } | undefined;
  let waiting: ServerResponse | undefined;
  let settle: ((outcome: LambdaOutcome) => void) | undefined;

  const end = (outcome: LambdaOutcome) => {
    settle?.(outcome);
    settle = undefined;
  };
  const handOut = () => {
    if (!pending || !waiting) return;
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': pending.id,
      ...pending.headers,
    });
    waiting.end(JSON.stringify(pending.event));
    pending = undefined;
    waiting = undefined;
  };

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      waiting = response;
      return handOut();
    }
    const outcome = outcomeOf(path, await bodyOf(request));
    response.writeHead(outcome ? 202 : 404, { 'content-type': 'application/json' }).end('{}');
    if (outcome) end(outcome);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    invoke: (event, { deadline, functionArn }) =>
      new Promise((resolve) => {
        settle = resolve;
        const headers = {
          'lambda-runtime-deadline-ms': String(deadline),
          'lambda-runtime-invoked-function-arn': functionArn,
        };
        pending = { id: randomUUID(), event, headers };
        handOut();
      }),
    end,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function outcomeOf(path: string, body: string): LambdaOutcome | undefined {
  const [, part] = /^invocation\/[\w-]+\/(response|error)$/.exec(path) ?? [];
  const value = parseJson(body) ?? null;
  if (part === 'response') return { kind: 'returned', value };
  const failure = isJsonObject(value) ? value : {};
  const described = { errorType: String(failure.errorType), errorMessage: String(failure.errorMessage) };
  if (part === 'error') return { kind: 'threw', ...described };
  return path === 'init/error' ? { kind: 'initFailed', ...described } : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}
