import type {
  Acknowledgement,
  AcknowledgeResult,
  Broker,
  ConsentBegun,
  ConsentResult,
  GrantView,
  RefreshResult,
  Refusal,
  RotateResult,
  RotateWhen,
  TokenResult,
  TokenWait,
} from '../../core/broker.ts';
import { defaultMinValid } from '../../core/config/default-min-valid.ts';
import { named } from '../../core/config/named.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import type { KeySet } from '../../core/rotate/set-key.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { PublicJwks } from '../../core/signing-key/public-jwk.ts';
import type { StatusDocument } from '../../core/status.ts';
import { SECOND } from '../../core/time.ts';
import { AgentTokenDesk } from './agent-token-desk.ts';
import { ApiKeyDesk } from './api-key-desk.ts';
import { awaitToken } from './await-token.ts';
import type { BrokerParts } from './broker-parts.ts';
import {
  type ConsumerDesk,
  type CredentialDesk,
  deskOf,
  type RefreshDesk,
  type RotationDesk,
} from './credential-desk.ts';
import { GrantDesk } from './grant-desk.ts';
import { mergeStreams } from './merge-streams.ts';
import { SigningKeyDesk } from './signing-key-desk.ts';
import { statusDocument } from './status-document.ts';

/** The broker of one machine: it keeps every declared credential, each at the desk of its kind, and serves whoever asks. */
export class MachineBroker implements Broker {
  readonly #parts: BrokerParts;
  readonly #running: boolean;
  readonly #grants: GrantDesk;
  readonly #apiKeys: ApiKeyDesk;
  readonly #signingKeys: SigningKeyDesk;
  readonly #agentTokens: AgentTokenDesk;

  /** @param options `forOneCommand`: it goes when the command that opened it ends, so nobody keeps the credentials. */
  constructor(parts: BrokerParts, { forOneCommand }: { forOneCommand: boolean }) {
    this.#parts = parts;
    this.#running = !forOneCommand;
    this.#grants = new GrantDesk(parts);
    this.#apiKeys = new ApiKeyDesk(parts);
    this.#signingKeys = new SigningKeyDesk(parts, {
      tokensDue: (key) => this.#agentTokens.keyRotated(key),
    });
    this.#agentTokens = new AgentTokenDesk(parts, { lookAtKey: (key) => this.#signingKeys.look(key) });
  }

  /** Starts to keep all credentials by itself. Without it, only what is asked for is done. */
  start(): void {
    this.#tell('brokerStarted');
    for (const desk of this.#desks()) desk.start();
  }

  /** Ends after what is under way and gives the state directory back. */
  async close(): Promise<void> {
    await Promise.all(this.#desks().map((desk) => desk.stop()));
    await this.#parts.deliveries.close();
    this.#tell('brokerStopping');
    this.#parts.hub.close();
    await this.#parts.machine.lock.release();
  }

  async status(): Promise<StatusDocument> {
    return await statusDocument(this.#parts, { running: this.#running });
  }

  events(options: { recent?: number; signal: AbortSignal }): AsyncIterable<EvergrantEvent> {
    return this.#parts.hub.follow(options);
  }

  follow(credentials: readonly string[], signal: AbortSignal): AsyncIterable<GrantView> {
    return mergeStreams(credentials.map((name) => deskOf(name, this.#desks()).follow(name, signal)));
  }

  async token(
    name: string,
    { minValidSeconds, consumer }: { minValidSeconds?: number; consumer?: string },
  ): Promise<TokenResult> {
    const token = this.#token(name);
    const credential = token.credential.name;
    const minValid = minValidSeconds === undefined ? defaultMinValid(token) : minValidSeconds * SECOND;
    const result = await this.#deskWithTokens(credential).token({ token: name, credential, minValid });
    if (result.kind === 'token' && consumer !== undefined) {
      const { fingerprint, generation } = result;
      await this.#parts.deliveries.fetched(name, { consumer, fingerprint, generation });
    }
    return result;
  }

  async awaitToken(name: string, wait: TokenWait): Promise<TokenResult | { kind: 'unchanged' }> {
    const credential = this.#credentialOf(name);
    return await awaitToken(this, { token: name, credential }, wait);
  }

  async replaceToken(
    name: string,
    refused: { fingerprint: string; minValidSeconds: number; consumer?: string },
  ): Promise<TokenResult> {
    const { fingerprint, consumer } = refused;
    const credential = this.#credentialOf(name);
    if (consumer !== undefined) await this.#parts.deliveries.refused(credential, { consumer, fingerprint });
    const kept = await this.#deskWithTokens(credential).replaceRefused(credential, fingerprint);
    return kept ?? (await this.token(name, refused));
  }

  async acknowledge(sink: string, proof: Acknowledgement): Promise<AcknowledgeResult> {
    return await this.#parts.deliveries.acknowledge(sink, proof);
  }

  async refresh(name: string, { unlessFingerprint }: { unlessFingerprint?: string }): Promise<RefreshResult> {
    const desk = deskOf<RefreshDesk>(name, [this.#grants, this.#agentTokens]);
    return await desk.refresh(name, unlessFingerprint ?? null);
  }

  async reportRefusal(credential: string, refusal: Refusal): Promise<RefreshResult> {
    const { fingerprint, daemon: consumer } = refusal;
    if (fingerprint !== null) await this.#parts.deliveries.refused(credential, { consumer, fingerprint });
    return await this.#deskWithTokens(credential).reportRefusal(credential, refusal);
  }

  async beginConsent(grant: string, options: { redirectUri: string }): Promise<ConsentBegun> {
    return await this.#grants.change(grant, (context) => this.#parts.consents.begin(context, options));
  }

  async finishConsent(consentId: string, { redirectUrl }: { redirectUrl: string }): Promise<ConsentResult> {
    const grant = this.#parts.consents.grantOf(consentId);
    return await this.#grants.change(grant, (context) =>
      this.#parts.consents.finish(context, { consentId, redirectUrl }),
    );
  }

  setKey(name: string, key: SecretText): Promise<KeySet> {
    return this.#apiKeys.set(name, key);
  }

  rotateKey(name: string, { when }: { when: RotateWhen }): Promise<RotateResult> {
    return deskOf<RotationDesk>(name, [this.#apiKeys, this.#signingKeys]).rotate(name, when);
  }

  /** The public halves of a signing key, as verifiers find them now. @throws Fault `UnknownKey` */
  publishedKeys(name: string): Promise<PublicJwks> {
    return this.#signingKeys.published(name);
  }

  #desks(): readonly [CredentialDesk, ...CredentialDesk[]] {
    return [this.#grants, this.#apiKeys, this.#signingKeys, this.#agentTokens];
  }

  #deskWithTokens(credential: string): ConsumerDesk {
    return deskOf<ConsumerDesk>(credential, [this.#grants, this.#apiKeys, this.#agentTokens]);
  }

  /** @throws Fault `UnknownToken` */
  #token(name: string): TokenDeclaration {
    return named('token', { name, declared: this.#parts.declaration.tokens });
  }

  /** @throws Fault `UnknownToken` */
  #credentialOf(token: string): string {
    return this.#token(token).credential.name;
  }

  #tell(type: 'brokerStarted' | 'brokerStopping'): void {
    const { hub, ports, machine } = this.#parts;
    hub.event({ schema: 1, at: ports.clock.now(), type, details: { pid: machine.lock.holder.pid } });
  }
}
