import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The token endpoint of an issuer that refuses nothing. */
export interface IssuerStandIn {
  readonly tokenEndpoint: string;
  /** Refreshes that it answered. */
  readonly answered: number;
  stop(): void;
}

/** Answers each refresh with a new access token of an hour and a new refresh token, after a pause as over a network. */
export async function startIssuerStandIn(pauseMilliseconds: number): Promise<IssuerStandIn> {
  let answered = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      setTimeout(() => {
        answered += 1;
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(
          JSON.stringify({
            access_token: randomBytes(64).toString('base64url'),
            refresh_token: randomBytes(64).toString('base64url'),
            token_type: 'Bearer',
            expires_in: 3_600,
            scope: 'sheets',
          }),
        );
      }, pauseMilliseconds);
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    tokenEndpoint: `http://127.0.0.1:${port}/token`,
    get answered() {
      return answered;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
