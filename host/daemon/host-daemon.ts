import { consumeQueue } from '../../adapters/sqs/consume-queue.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import type { Fault } from '../../core/fault.ts';
import type { Clock, Digest, Ledger } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import { Deliveries } from '../broker/deliveries.ts';
import type { EventHub } from '../broker/event-hub.ts';
import { DeployedTokens } from '../deployment/deployed-tokens.ts';
import { CredentialViews } from './credential-views.ts';
import type { DocumentInForce } from './document-source.ts';
import { HostBroker } from './host-broker.ts';
import type { HostClients } from './host-clients.ts';
import type { HostConfig } from './host-config.ts';
import type { HostFindings } from './host-findings.ts';
import { ownStatus } from './own-status.ts';
import type { Pulse } from './pulse.ts';
import { queueUrl } from './queue-url.ts';
import type { RemoteTokens } from './remote-tokens.ts';
import { TokenBook } from './token-book.ts';
import { TokenSync } from './token-sync.ts';

export interface HostDaemonParts {
  readonly config: HostConfig;
  readonly clients: Pick<HostClients, 'sqs'>;
  readonly remote: RemoteTokens;
  readonly document: DocumentInForce;
  readonly ledger: Ledger;
  readonly findings: HostFindings;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly digest: Digest;
  /** Of this process; commands after deliveries see the plain part. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly startedAt: Instant;
  /** Why nothing may be asked of AWS yet; undefined: it may be. */
  readonly unproven: () => Fault | undefined;
}

/** The tokens of one host: fetched when its queue says so and every few minutes, delivered, and served. */
export class HostDaemon {
  readonly broker: HostBroker;
  readonly deliveries: Deliveries;
  readonly #parts: HostDaemonParts;
  readonly #sync: TokenSync;
  readonly #views: CredentialViews;

  constructor(parts: HostDaemonParts) {
    const { document, ledger, findings, hub, clock, digest } = parts;
    const remote = onceProven(parts);
    const { declaration, host } = document;
    const tokens = new Map(host.tokens.map((token) => [token.name, token]));
    const book = new TokenBook(digest);
    const views = new CredentialViews({ book, tokens, now: () => clock.now() });
    this.#parts = parts;
    this.#views = views;
    this.deliveries = new Deliveries(declaration, {
      ledger,
      secrets: book,
      announce: hub,
      clock,
      digest,
      environment: parts.environment,
    });
    this.#sync = new TokenSync({
      tokens,
      book,
      clock,
      read: (token) => remote.read(token),
      describe: (token) => remote.describe(token),
      renewed: (credential) => views.renewed(credential),
      deliver: (credential) => this.deliveries.deliver(credential),
      looked: (token, failure) => findings.tell(`token ${token}`, failure),
      foreign: (token) => hub.event(notOurs(token, clock.now())),
    });
    this.broker = new HostBroker({
      tokens,
      views,
      ask: remote.ask,
      served: new DeployedTokens({
        read: (token, generation) => this.#held(token, generation, { book, tokens }),
        ask: remote.ask,
        clock,
        digest,
      }),
      deliveries: this.deliveries,
      hub,
      status: () =>
        ownStatus({
          declaration,
          views,
          deliveries: this.deliveries,
          ledger,
          startedAt: parts.startedAt,
          findings: () => findings.list(),
          now: () => clock.now(),
        }),
    });
  }

  /** What the sinks held when this host was last up: until tokens are fetched, they are what its daemons have. */
  async recall(): Promise<void> {
    const credentials = new Set(this.#parts.document.host.tokens.map(({ credential }) => credential.name));
    for (const credential of credentials) {
      const records = await this.deliveries.records(credential);
      for (const { record } of records) this.#views.delivered(credential, record);
    }
  }

  /** Fingerprint of the token of a credential that is here; null: none. */
  inForce(credential: string): string | null {
    return this.#views.view(credential).fingerprint;
  }

  /** Looks at everything now. Never rejects. */
  async lookAtAll(): Promise<void> {
    await this.#sync.lookAtAll();
  }

  /** Takes the notices of this host until the signal aborts. Never rejects. @param pulse beaten at each poll */
  async listen({ signal, pulse }: { signal: AbortSignal; pulse: Pulse }): Promise<void> {
    const { config, clients, findings, clock, hub } = this.#parts;
    await consumeQueue({
      client: clients.sqs,
      queueUrl: queueUrl(config),
      handle: (notice) => this.#sync.notice(notice),
      // The look at its token has said why.
      notHandled: () => {},
      unreadable: (id) => hub.event(strange(id, clock.now())),
      failed: (fault) => {
        pulse.beat(clock.now());
        findings.tell('queue', fault);
      },
      polled: () => {
        pulse.beat(clock.now());
        findings.tell('queue', undefined);
      },
      signal,
    });
  }

  /** Ends what follows deliveries. */
  async close(): Promise<void> {
    await this.deliveries.close();
  }

  /** What is held serves whoever does not know of anything newer. */
  async #held(
    name: string,
    generation: number,
    { book, tokens }: { book: TokenBook; tokens: ReadonlyMap<string, TokenDeclaration> },
  ): Promise<SecretText | undefined> {
    const held = book.of(name);
    if (held && held.value.generation >= generation) return held.text;
    const token = tokens.get(name);
    const fetched = token && (await this.#sync.fetch(token, 0));
    return fetched?.text;
  }
}

/** Daemons ask from the start on; under the identity of somebody else nothing is asked for. */
function onceProven({ remote, unproven }: HostDaemonParts): RemoteTokens {
  const demandIdentity = () => {
    const fault = unproven();
    if (fault) throw fault;
  };
  return {
    ask: async (request) => {
      demandIdentity();
      return await remote.ask(request);
    },
    read: async (token) => {
      demandIdentity();
      return await remote.read(token);
    },
    describe: async (token) => {
      demandIdentity();
      return await remote.describe(token);
    },
  };
}

function notOurs(token: string, at: Instant): EvergrantEvent {
  const message = `a notice of token ${JSON.stringify(token)}, which this host does not have, came to its queue; it was removed`;
  return { schema: 1, at, type: 'finding', reason: 'NoticeForeign', message };
}

function strange(messageId: string, at: Instant): EvergrantEvent {
  const message = `message ${messageId} in the queue of this host is no notice; it was removed`;
  return { schema: 1, at, type: 'finding', reason: 'MessageUnknown', message };
}
