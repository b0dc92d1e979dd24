import type { AskRefresh } from '../../adapters/refresh-function/refresh-function.ts';
import { readAgentToken } from '../../core/agent-token/update.ts';
import type {
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
import type { Declaration } from '../../core/config/declaration.ts';
import { defaultMinValid } from '../../core/config/default-min-valid.ts';
import { named } from '../../core/config/named.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { viewOf } from '../../core/grant/view.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { StatusDocument } from '../../core/status.ts';
import { SECOND } from '../../core/time.ts';
import { functionLogGroup } from '../../core/wire.ts';
import { agentTokenView } from '../broker/agent-token-views.ts';
import { awaitToken } from '../broker/await-token.ts';
import type { Consents } from '../broker/consents.ts';
import type { Brought } from './bring-client-secret.ts';
import { deployedStatus } from './deployed-status.ts';
import type { DeployedTokens } from './deployed-tokens.ts';
import { type FollowParts, followLedger } from './follow-ledger.ts';
import type { Deployment } from './open-deployment.ts';
import { rotateSigningKey } from './rotate-signing-key.ts';

/** What a command works with on a deployment in AWS. */
export interface DeployedBrokerParts {
  readonly declaration: Declaration;
  readonly deployment: Deployment;
  readonly region: string;
  readonly ask: AskRefresh;
  readonly tokens: DeployedTokens;
  readonly consents: Consents;
  /** Brings a grant's client secret from this machine into the store. */
  readonly bringClientSecret: (grant: string) => Promise<Brought>;
  readonly lastBeat: () => Promise<number | null>;
  readonly pause: FollowParts['pause'];
}

/**
 * The broker of a deployment in AWS, as a person's command sees it: with the person's own AWS credentials it reads
 * the ledger and the tokens, and asks the function `refresh` for whatever sends something to an issuer. A consent is
 * exchanged and settled here, under the same conditions as everywhere.
 */
export class DeployedBroker implements Broker {
  readonly #parts: DeployedBrokerParts;

  constructor(parts: DeployedBrokerParts) {
    this.#parts = parts;
  }

  async status(): Promise<StatusDocument> {
    return await deployedStatus(this.#parts);
  }

  /** @throws Fault `EventsInLogs` at the first event: functions write them to their log group */
  // biome-ignore lint/correctness/useYield: there is none to yield
  async *events(): AsyncIterable<EvergrantEvent> {
    const { deployment, region } = this.#parts;
    const logGroup = functionLogGroup(deployment.name, 'refresh');
    throw new Fault({
      code: 'EventsInLogs',
      message: `the events of deployment ${deployment.name} are lines of log group ${logGroup}, and no broker of this machine has them`,
      remedy: `aws logs tail ${logGroup} --follow --region ${region}`,
    });
  }

  async *follow(grants: readonly string[], signal: AbortSignal): AsyncIterable<GrantView> {
    for (const name of grants) this.#refreshable(name);
    const { deployment, pause } = this.#parts;
    const { ledger, clock } = deployment.ports;
    const view = async (name: string) =>
      this.#parts.declaration.agentTokens.has(name)
        ? agentTokenView(name, { state: await readAgentToken(ledger, name), now: clock.now() })
        : viewOf(name, await readGrant(ledger, name));
    yield* followLedger(grants, { parts: { view, pause, every: LOOK_EVERY }, signal });
  }

  async token(name: string, wish: { minValidSeconds?: number }): Promise<TokenResult> {
    const token = this.#token(name);
    const { minValidSeconds = defaultMinValid(token) / SECOND } = wish;
    return await this.#parts.tokens.serve(token, { minValidSeconds });
  }

  async awaitToken(name: string, wait: TokenWait): Promise<TokenResult | { kind: 'unchanged' }> {
    const credential = this.#token(name).credential.name;
    return await awaitToken(this, { token: name, credential }, wait);
  }

  async replaceToken(
    name: string,
    { fingerprint, minValidSeconds }: { fingerprint: string; minValidSeconds: number },
  ): Promise<TokenResult> {
    const token = this.#token(name);
    const { name: credential } = token.credential;
    const result = await this.#parts.ask({
      evergrant: 'refresh',
      credential,
      unlessFingerprint: fingerprint,
    });
    if (result.kind === 'unavailable') return result;
    return await this.#parts.tokens.serve(token, { minValidSeconds, generation: result.generation });
  }

  async refresh(
    grant: string,
    { unlessFingerprint = null }: { unlessFingerprint?: string | null },
  ): Promise<RefreshResult> {
    const { name: credential } = this.#refreshable(grant);
    return await this.#parts.ask({ evergrant: 'refresh', credential, unlessFingerprint });
  }

  async reportRefusal(grant: string, refusal: Refusal): Promise<RefreshResult> {
    const { name: credential } = this.#refreshable(grant);
    return await this.#parts.ask({ evergrant: 'refused', credential, ...refusal });
  }

  /** Consumers prove what they use to the daemon of their host, which keeps the records of that host. */
  async acknowledge(): Promise<AcknowledgeResult> {
    return {
      kind: 'refused',
      reason: 'OfAnotherHost',
      message: 'what consumers of a deployment in AWS use is known to the daemon of their host',
      remedy: 'acknowledge it there',
    };
  }

  async beginConsent(grant: string, options: { redirectUri: string }): Promise<ConsentBegun> {
    this.#grant(grant);
    const { deployment, consents, bringClientSecret } = this.#parts;
    await bringClientSecret(grant);
    const opened = await deployment.grants.open(grant);
    return await consents.begin(await opened.context(), options);
  }

  /** Afterwards the function looks at the grant, so that hosts and people are told at once and not at its next look. */
  async finishConsent(consentId: string, { redirectUrl }: { redirectUrl: string }): Promise<ConsentResult> {
    const { deployment, consents, ask } = this.#parts;
    const grant = consents.grantOf(consentId);
    const opened = await deployment.grants.open(grant);
    const result = await consents.finish(await opened.context(), { consentId, redirectUrl });
    // A token is in force now, so this sends nothing; a function that fails here looks at its own time.
    if (result.kind === 'settled')
      await ask({ evergrant: 'refresh', credential: grant, minValidSeconds: 0 }).catch(() => undefined);
    return result;
  }

  async setKey(name: string): Promise<never> {
    throw machineKeysOnly(name);
  }

  async rotateKey(name: string, { when }: { when: RotateWhen }): Promise<RotateResult> {
    const { declaration, deployment, ask } = this.#parts;
    const key = declaration.signingKeys.get(name);
    if (!key) throw machineKeysOnly(name);
    return await rotateSigningKey(key, { when, declaration, ports: deployment.ports, ask });
  }

  /** A grant or the token of an agent. */
  #refreshable(name: string) {
    return this.#parts.declaration.agentTokens.get(name) ?? this.#grant(name);
  }

  #grant(name: string) {
    return named('grant', { name, declared: this.#parts.declaration.grants });
  }

  #token(name: string) {
    return named('token', { name, declared: this.#parts.declaration.tokens });
  }
}

/** A read of one item costs a fraction of a thousandth of a cent. */
const LOOK_EVERY = 2_000;

function machineKeysOnly(name: string): Fault {
  return new Fault({
    code: 'OtherEngine',
    message: `API key ${name}: the machine engine keeps API keys, and no deployment in AWS so far`,
    remedy: 'keep it on a machine, in a declaration of its own',
    exitCode: ExitCode.Configuration,
  });
}
