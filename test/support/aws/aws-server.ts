import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError, notSimulated } from './aws-error.ts';
import type { AwsCall, AwsService } from './aws-service.ts';
import { dispatcher, type ServerHooks } from './dispatch.ts';
import { DroppedConnection } from './fault.ts';
import { jsonProtocol } from './protocols/json.ts';
import { protocolOf } from './protocols/protocol-of.ts';
import type { WireAnswer, WireProtocol, WireRequest } from './protocols/wire.ts';
import { checkRegion, checkSignedAt, signerOf } from './signer.ts';

export interface AwsServerOptions extends ServerHooks {
  /** All that are simulated: {@link awsServices} makes them. */
  readonly services: readonly AwsService[];
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default '123456789012' */
  readonly account?: string;
  /** Epoch milliseconds; all services go by it. @default Date.now */
  readonly now?: () => number;
  /**
   * What the header Date of its answers says, in epoch milliseconds; what is signed more than five minutes from it is
   * refused, as Signature Version 4 has it. @default the time of the machine, and any signature
   */
  readonly clock?: () => number;
}

/** A call that was made, and how it ended. */
export interface RecordedCall extends AwsCall {
  /** Undefined for success; else the code of the refusal, or `dropped`. */
  readonly failure: string | undefined;
}

export interface AwsServer {
  /** For the `endpoint` of SDK clients, or `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Every call in the order in which they ended, those between services included. */
  readonly calls: readonly RecordedCall[];
  stop(): Promise<void>;
}

/**
 * Serves the simulated services on 127.0.0.1. Requests must be signed, for the signature names service, region and
 * principal; whether it is right is not verified.
 */
export async function startAwsServer(options: AwsServerOptions): Promise<AwsServer> {
  const { services, region = 'us-east-1', account = '123456789012', now = Date.now, clock } = options;
  const calls: RecordedCall[] = [];
  const record = (call: RecordedCall) => void calls.push(call);
  const dispatch = dispatcher({ services, account, now, hooks: options, record });

  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    if (clock) response.setHeader('date', new Date(clock()).toUTCString());
    let protocol: WireProtocol = jsonProtocol('1.1');
    try {
      const request = await readRequest(incoming);
      const signer = signerOf(request);
      const service = services.find(({ name }) => name === signer.service);
      if (!service) throw notSimulated(`the service ${signer.service}`);
      protocol = protocolOf(service);
      checkRegion(signer, region);
      if (clock) checkSignedAt(request, clock());
      const { action, input } = protocol.read(request, service);
      const output = await dispatch({ service, action, input, signer });
      respond(response, protocol.write(output, { service, action }));
    } catch (error) {
      if (error instanceof DroppedConnection) return void incoming.socket.destroy();
      respond(response, protocol.refuse(refusalOf(error)));
    }
  };

  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function respond(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, 'x-amzn-requestid': 'simulated' }).end(body);
}

/** An exception that is no refusal is a fault of the simulator: it is answered at full length, for tests to show. */
function refusalOf(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError('InternalFailure', text, { status: 500 });
}
