import type { AskRefresh } from '../../adapters/refresh-function/refresh-function.ts';
import type {
  Acknowledgement,
  AcknowledgeResult,
  Broker,
  GrantView,
  RefreshResult,
  Refusal,
  TokenResult,
  TokenWait,
  Unavailable,
} from '../../core/broker.ts';
import { defaultMinValid } from '../../core/config/default-min-valid.ts';
import { named } from '../../core/config/named.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { Fault, isFault } from '../../core/fault.ts';
import type { StatusDocument } from '../../core/status.ts';
import { SECOND } from '../../core/time.ts';
import { awaitToken } from '../broker/await-token.ts';
import type { Deliveries } from '../broker/deliveries.ts';
import type { EventHub } from '../broker/event-hub.ts';
import { mergeStreams } from '../broker/merge-streams.ts';
import type { DeployedTokens } from '../deployment/deployed-tokens.ts';
import type { CredentialViews } from './credential-views.ts';

export interface HostBrokerParts {
  readonly tokens: ReadonlyMap<string, TokenDeclaration>;
  readonly views: CredentialViews;
  /** Serves what is held, and has the function refresh when that is not good enough. */
  readonly served: DeployedTokens;
  readonly ask: AskRefresh;
  readonly deliveries: Deliveries;
  readonly hub: EventHub;
  readonly status: () => Promise<StatusDocument>;
}

/**
 * The broker as the programs of one host see it. It holds the short-lived tokens of this host and no grant: what needs an
 * issuer is asked of the function `refresh`, with the right of this host, and what needs a person is refused.
 */
export class HostBroker implements Broker {
  readonly #parts: HostBrokerParts;

  constructor(parts: HostBrokerParts) {
    this.#parts = parts;
  }

  status(): Promise<StatusDocument> {
    return this.#parts.status();
  }

  events(options: { recent?: number; signal: AbortSignal }): AsyncIterable<EvergrantEvent> {
    return this.#parts.hub.follow(options);
  }

  follow(credentials: readonly string[], signal: AbortSignal): AsyncIterable<GrantView> {
    for (const name of credentials) this.#credential(name);
    return mergeStreams(credentials.map((name) => this.#parts.views.follow(name, signal)));
  }

  async token(name: string, wish: { minValidSeconds?: number; consumer?: string }): Promise<TokenResult> {
    const token = this.#token(name);
    const { minValidSeconds = defaultMinValid(token) / SECOND, consumer } = wish;
    const result = await this.#answered(token.credential.name, () =>
      this.#parts.served.serve(token, { minValidSeconds }),
    );
    if (result.kind === 'token' && consumer !== undefined) {
      const { fingerprint, generation } = result;
      await this.#parts.deliveries.fetched(name, { consumer, fingerprint, generation });
    }
    return result;
  }

  async awaitToken(name: string, wait: TokenWait): Promise<TokenResult | { kind: 'unchanged' }> {
    const credential = this.#token(name).credential.name;
    return await awaitToken(this, { token: name, credential }, wait);
  }

  async replaceToken(
    name: string,
    refused: { fingerprint: string; minValidSeconds: number; consumer?: string },
  ): Promise<TokenResult> {
    const { fingerprint, minValidSeconds, consumer } = refused;
    const token = this.#token(name);
    const credential = token.credential.name;
    if (consumer !== undefined) await this.#parts.deliveries.refused(credential, { consumer, fingerprint });
    return await this.#answered(credential, async () => {
      const result = await this.#parts.ask({
        evergrant: 'refresh',
        credential,
        unlessFingerprint: fingerprint,
      });
      if (result.kind === 'unavailable') return result;
      return await this.#parts.served.serve(token, { minValidSeconds, generation: result.generation });
    });
  }

  async refresh(name: string, { unlessFingerprint }: { unlessFingerprint?: string }): Promise<RefreshResult> {
    const credential = this.#credential(name);
    return await this.#answered(credential, () =>
      this.#parts.ask({ evergrant: 'refresh', credential, unlessFingerprint: unlessFingerprint ?? null }),
    );
  }

  async reportRefusal(name: string, refusal: Refusal): Promise<RefreshResult> {
    const credential = this.#credential(name);
    const { fingerprint, daemon: consumer } = refusal;
    if (fingerprint !== null) await this.#parts.deliveries.refused(credential, { consumer, fingerprint });
    return await this.#answered(credential, () =>
      this.#parts.ask({ evergrant: 'refused', credential, ...refusal }),
    );
  }

  async acknowledge(sink: string, proof: Acknowledgement): Promise<AcknowledgeResult> {
    return await this.#parts.deliveries.acknowledge(sink, proof);
  }

  async beginConsent(grant: string): Promise<never> {
    throw notHere(`evergrant login ${grant}`);
  }

  async finishConsent(): Promise<never> {
    throw notHere('evergrant login GRANT');
  }

  async setKey(name: string): Promise<never> {
    throw notHere(`evergrant key set ${name}`);
  }

  async rotateKey(name: string): Promise<never> {
    throw notHere(`evergrant rotate ${name}`);
  }

  /** An outage of AWS is an answer, and what the function says of a credential is known to all who follow it. */
  async #answered<T extends { readonly kind: string }>(
    credential: string,
    ask: () => Promise<T | Unavailable>,
  ): Promise<T | Unavailable> {
    try {
      const result = await ask();
      if (isUnavailable(result)) this.#parts.views.refused(credential, result);
      return result;
    } catch (error) {
      if (!isFault(error)) throw error;
      const { code: reason, message, remedy = '', retryable } = error;
      return { kind: 'unavailable', reason, message, remedy, retryable };
    }
  }

  /** @throws Fault `UnknownToken` */
  #token(name: string): TokenDeclaration {
    return named('token', { name, declared: this.#parts.tokens });
  }

  /** @throws Fault `UnknownGrant` for a credential that no token of this host is of */
  #credential(name: string): string {
    const declared = new Map([...this.#parts.tokens.values()].map((token) => [token.credential.name, token]));
    return named('grant', { name, declared }).credential.name;
  }
}

function isUnavailable(result: { readonly kind: string }): result is Unavailable {
  return result.kind === 'unavailable';
}

function notHere(command: string): Fault {
  return new Fault({
    code: 'OfTheDeployment',
    message: 'this host has tokens and no grants: what needs a person is done where the declaration lies',
    remedy: `there: ${command}`,
  });
}
