import type { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import type { SecretText } from '../../core/secret-text.ts';
import { type PersonsAnswer, playConsent } from './consent-player.ts';
import { FaultQueue } from './faults.ts';
import { interactionPages } from './interactions.ts';
import { createProvider } from './provider.ts';
import { ServerRecord } from './record.ts';
import { protectedResource, RESOURCE_PATH } from './resource.ts';
import { type SeededGrant, seedGrant } from './seed-grant.ts';
import { DEFAULT_CLIENTS, DEFAULT_SETTINGS, type KnownClient, type Settings } from './settings.ts';
import { Store } from './store.ts';
import { tokenEndpoint } from './token-endpoint.ts';

export interface AuthorizationServerOptions {
  readonly settings?: Partial<Settings>;
  /** @default DEFAULT_CLIENTS */
  readonly clients?: readonly KnownClient[];
  /** JSON Lines file for the record; see {@link ServerRecord}. */
  readonly recordFile?: string;
  /** @default 0: any free port */
  readonly port?: number;
}

/**
 * A real authorization server on loopback: oidc-provider with rotating refresh tokens and reuse detection, a grace
 * window, a protected resource, scripted faults and a record of what it issued. Everything is held in memory.
 *
 * The grace window works as Auth0's leeway does: the consumed token is good for another exchange, and each one
 * brings a fresh successor of the same family. Nothing is replayed.
 */
export class AuthorizationServer {
  /** Issuer identifier, without a slash at the end; its discovery documents are below it. */
  readonly issuer: string;
  readonly settings: Settings;
  readonly faults: FaultQueue;
  /** Errors inside the server that no scripted fault explains. */
  readonly unexpected: Error[] = [];
  readonly #record: ServerRecord;
  readonly #store: Store;
  readonly #provider: Provider;
  readonly #http: Server;

  private constructor(http: Server, options: AuthorizationServerOptions) {
    this.#http = http;
    this.issuer = `http://127.0.0.1:${portOf(http)}`;
    this.settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.faults = new FaultQueue();
    this.#record = new ServerRecord(options.recordFile);
    this.#store = new Store(this.settings);
    this.#provider = createProvider(this.issuer, {
      settings: this.settings,
      clients: options.clients ?? DEFAULT_CLIENTS,
      store: this.#store,
    });
    this.#wire();
  }

  /** Starts a server; it answers when the promise is kept. */
  static async start(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
    const http = createServer();
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return new AuthorizationServer(http, options);
  }

  get tokenEndpoint(): string {
    return `${this.issuer}/token`;
  }

  /** Address of the protected resource. */
  get resource(): string {
    return `${this.issuer}${RESOURCE_PATH}`;
  }

  /** What the token endpoint did, oldest first. */
  get record(): ServerRecord['entries'] {
    return this.#record.entries;
  }

  /** Gives a grant without a browser. @param options `clientId`: default the public client `desk` */
  issueGrant(account: string, scopes: readonly string[], { clientId = 'desk' } = {}): Promise<SeededGrant> {
    return seedGrant(this.#provider, { account, clientId, scopes });
  }

  /** Plays the person who consents in a browser. @returns the redirect, with the code or the error in it */
  approve(authorizationUrl: string, person: PersonsAnswer): Promise<string> {
    return playConsent(authorizationUrl, person);
  }

  /** Ends every grant of an account at once, access tokens included. @returns how many grants it had */
  revokeGrant(account: string): number {
    const grants = this.#store.grantsOf(account);
    for (const grantId of grants) this.#store.revokeGrant(grantId);
    return grants.length;
  }

  /** Every token and code that it ever issued, for whoever searches where they must not be. */
  issuedSecrets(): readonly SecretText[] {
    return this.#store.issued();
  }

  /** Stops answering, cuts every connection and closes the record. */
  async stop(): Promise<void> {
    this.faults.stop();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
    this.#record.close();
  }

  #wire(): void {
    const provider = this.#provider;
    provider.use(async (ctx, next) => {
      await next();
      ctx.set('Date', new Date(Date.now() + this.settings.dateOffsetSeconds * 1_000).toUTCString());
    });
    const { settings, faults } = this;
    provider.use(tokenEndpoint({ settings, faults, store: this.#store, record: this.#record }));
    provider.use(protectedResource(provider));
    provider.use(interactionPages(provider));
    // The package's types know neither Koa's own event nor that its others carry any error.
    const events: EventEmitter = provider;
    events.on('server_error', (_ctx: unknown, error: Error) => this.unexpected.push(error));
    // Without a listener Koa prints to stderr; a client that hangs up is no error of ours.
    events.on('error', (error: Error & { code?: string }) => {
      if (error.code !== 'ECONNRESET') this.unexpected.push(error);
    });
    this.#http.on('request', provider.callback());
  }
}

function portOf(http: Server): number {
  const address: AddressInfo | string | null = http.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}
