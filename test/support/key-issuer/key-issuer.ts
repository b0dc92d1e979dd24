import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A key as the issuer's own record has it. */
export interface IssuedKey {
  readonly keyId: string;
  readonly key: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Set when it was deleted. */
  deleted: boolean;
  /** How often it was accepted by the mail API. */
  used: number;
}

/** What one request was for. */
export type KeyCall = 'create' | 'list' | 'test' | 'delete' | 'use';

/**
 * - a status: answered with it and not done
 * - `dropBefore`, `dropAfter`: the connection ends before, or after, it was done
 * - `garbled`: done, and answered with a page of HTML
 */
export type KeyFault = 401 | 403 | 429 | 500 | 'dropBefore' | 'dropAfter' | 'garbled';

/**
 * A stand-in of SendGrid's key management, over real HTTP on loopback: made after its published reference (names need not
 * be unique, a key is shown once, deletion of an unknown key is 404, errors are `{errors: [{field, message}]}`).
 * `POST /v3/mail/send` is the service that keys are for. It keeps its own record, which tests look at.
 */
export class KeyIssuer {
  readonly keys: IssuedKey[] = [];
  readonly calls: KeyCall[] = [];
  /** Told of each call right before and right after it was done; its answer has not left then. */
  onCall: (call: KeyCall, side: 'before' | 'after') => void = () => {};
  readonly origin: string;
  /** Faults of the next calls of a kind, in order. */
  readonly #faults: { readonly call: KeyCall; readonly fault: KeyFault }[] = [];
  readonly #close: () => Promise<void>;

  private constructor(origin: string, close: () => Promise<void>) {
    this.origin = origin;
    this.#close = close;
  }

  static async start(): Promise<KeyIssuer> {
    const server = createServer((request, response) => void issuer.#answer(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const issuer: KeyIssuer = new KeyIssuer(
      `http://127.0.0.1:${port}`,
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    return issuer;
  }

  stop(): Promise<void> {
    return this.#close();
  }

  /** A person makes a key on the issuer's page. */
  issue(name: string, scopes: readonly string[]): IssuedKey {
    const keyId = randomBytes(16).toString('base64url');
    const key = `SG.${keyId}.${randomBytes(32).toString('base64url')}`;
    const issued: IssuedKey = { keyId, key, name, scopes, deleted: false, used: 0 };
    this.keys.push(issued);
    return issued;
  }

  /** The next call of this kind goes wrong. */
  fail(call: KeyCall, fault: KeyFault): void {
    this.#faults.push({ call, fault });
  }

  /** Keys that work now, by whose name a person or evergrant called them. */
  alive(name = ''): readonly IssuedKey[] {
    return this.keys.filter((key) => !key.deleted && key.name.includes(name));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const call = callOf(request);
    if (!call) return send(response, 404, problem('not found'));
    this.calls.push(call);
    const at = this.#faults.findIndex((fault) => fault.call === call);
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
    if (fault === 'dropBefore') return void request.socket.destroy();
    if (typeof fault === 'number') {
      if (fault === 429) response.setHeader('x-ratelimit-reset', String(Math.ceil(Date.now() / 1000) + 2));
      return send(response, fault, problem(`asked to answer ${fault}`));
    }
    this.onCall(call, 'before');
    const done = this.#do(call, { request, body });
    this.onCall(call, 'after');
    if (fault === 'dropAfter') return void request.socket.destroy();
    if (fault === 'garbled') return send(response, 200, '<html>sign in to the hotel network</html>');
    send(response, done.status, done.body);
  }

  #do(call: KeyCall, { request, body }: { request: IncomingMessage; body: string }): Done {
    const shown = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const caller = this.keys.find(({ key, deleted }) => key === shown && !deleted);
    if (!caller)
      return {
        status: 401,
        body: problem('The provided authorization grant is invalid, expired, or revoked'),
      };
    const needed = NEEDS[call];
    if (needed && !caller.scopes.includes(needed)) return { status: 403, body: problem('access forbidden') };
    switch (call) {
      case 'test':
        return { status: 200, body: JSON.stringify({ scopes: caller.scopes }) };
      case 'use':
        caller.used += 1;
        return { status: 202, body: '' };
      case 'list': {
        const result = this.alive().map(({ keyId, name }) => ({ api_key_id: keyId, name }));
        return { status: 200, body: JSON.stringify({ result }) };
      }
      case 'create': {
        const { name, scopes } = JSON.parse(body) as { name: string; scopes: string[] };
        const { keyId, key } = this.issue(name, scopes);
        return { status: 201, body: JSON.stringify({ api_key: key, api_key_id: keyId, name, scopes }) };
      }
      case 'delete': {
        const id = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
        const found = this.keys.find(({ keyId, deleted }) => keyId === id && !deleted);
        if (!found) return { status: 404, body: problem('unable to find API Key') };
        found.deleted = true;
        return { status: 204, body: '' };
      }
    }
  }
}

interface Done {
  readonly status: number;
  readonly body: string;
}

const NEEDS: Partial<Record<KeyCall, string>> = {
  create: 'api_keys.create',
  list: 'api_keys.read',
  delete: 'api_keys.delete',
  use: 'mail.send',
};

function callOf({ method, url = '' }: IncomingMessage): KeyCall | undefined {
  const path = url.split('?')[0] ?? '';
  if (method === 'GET' && path === '/v3/scopes') return 'test';
  if (method === 'POST' && path === '/v3/mail/send') return 'use';
  if (path === '/v3/api_keys') return method === 'POST' ? 'create' : method === 'GET' ? 'list' : undefined;
  return method === 'DELETE' && path.startsWith('/v3/api_keys/') ? 'delete' : undefined;
}

function problem(message: string): string {
  return JSON.stringify({ errors: [{ field: null, message }] });
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
}
