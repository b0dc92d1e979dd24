import type { AgentKey } from './agent-token.ts';
import { httpListeners } from './http-listener.ts';

/** What an issuer publishes over HTTP, and how often it was asked. */
export interface KeyServer {
  readonly origin: string;
  /** Published from now on. */
  publish(...keys: readonly AgentKey[]): void;
  /** From now on every question is answered with this status; 200 ends it. */
  answerWith(status: number): void;
  /** How often this path was asked for. @default the keys */
  asked(path?: string): number;
}

/** Call once, at the top of a test file: starts servers with a discovery document and a set of keys, until each test's end. */
export function keyServers(): (...keys: readonly AgentKey[]) => Promise<KeyServer> {
  const listen = httpListeners();
  return async (...first) => {
    let keys = first;
    let status = 200;
    const { origin, heard } = await listen(({ url }, response) => {
      const documents: Readonly<Record<string, object>> = {
        '/.well-known/openid-configuration': { issuer: origin, jwks_uri: `${origin}/keys` },
        '/keys': { keys: keys.map(({ published }) => published) },
      };
      const document = status === 200 ? documents[url ?? ''] : undefined;
      response.writeHead(document ? 200 : status === 200 ? 404 : status);
      response.end(document && JSON.stringify(document));
    });
    return {
      origin,
      publish: (...next) => {
        keys = next;
      },
      answerWith: (next) => {
        status = next;
      },
      asked: (path = '/keys') => heard.filter((request) => request.path === path).length,
    };
  };
}
