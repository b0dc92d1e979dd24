import { lastBeat } from '../../adapters/cloudwatch-logs/last-beat.ts';
import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import { type AskRefresh, RefreshFunction } from '../../adapters/refresh-function/refresh-function.ts';
import { currentValue } from '../../adapters/secrets-manager/current-value.ts';
import { consentGrant } from '../../core/config/consent-grant.ts';
import type { AwsEngine, Declaration } from '../../core/config/declaration.ts';
import { named } from '../../core/config/named.ts';
import { unaskedProfile } from '../../core/issuer/profile.ts';
import { functionLogGroup, secretName } from '../../core/wire.ts';
import { Consents } from '../broker/consents.ts';
import { type Brought, bringClientSecret } from './bring-client-secret.ts';
import { DeployedBroker } from './deployed-broker.ts';
import { DeployedTokens } from './deployed-tokens.ts';
import { type FoundDeployment, findDeployment } from './find-deployment.ts';
import { type Deployment, openDeployment } from './open-deployment.ts';
import { type OperatorClients, operatorClients } from './operator-clients.ts';
import { pause } from './pause.ts';

/** A deployment in the hands of a person with AWS credentials. */
export interface OperatorsDeployment {
  readonly found: FoundDeployment;
  readonly clients: OperatorClients;
  readonly deployment: Deployment;
  readonly broker: DeployedBroker;
  /** Brings a grant's client secret from this machine into the store. */
  readonly bringClientSecret: (grant: string) => Promise<Brought>;
  readonly lastBeat: () => Promise<number | null>;
}

export interface OperatorsOptions {
  readonly declaration: Declaration;
  readonly engine: AwsEngine;
  /** For client secrets that the declaration names by variable. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @default clients with what the SDK finds in environment and profile */
  readonly clients?: OperatorClients;
}

/**
 * Opens the deployment of a declaration with the credentials of whoever calls.
 * @throws Fault `AwsCredentials`, `OtherAccount`
 */
export async function openOperatorsDeployment(options: OperatorsOptions): Promise<OperatorsDeployment> {
  const { declaration, engine, environment } = options;
  const clients = options.clients ?? operatorClients({ region: engine.region });
  const found = await findDeployment(clients.sts, { deployment: declaration.deployment, engine });
  const deployment = openDeployment({
    ...found,
    clients,
    holderId: systemRandom.id(),
    // What a command does, it says itself.
    announce: { event: () => {} },
  });
  const { secretsManager: client, logs } = clients;
  const { name } = deployment;
  const refreshFunction = new RefreshFunction({ client: clients.lambda, deployment: name });
  const ask: AskRefresh = (request) => refreshFunction.ask(request);
  const bring = (grant: string) =>
    bringClientSecret(
      {
        secrets: deployment.secrets,
        random: systemRandom,
        readHere: (of) =>
          readClientAuthentication(of, { method: unaskedProfile(of).authenticationMethod, environment }),
      },
      consentGrant(named('grant', { name: grant, declared: declaration.grants })).client,
    );
  const beat = () => lastBeat(logs, { logGroup: functionLogGroup(name, 'refresh'), now: systemClock.now() });
  const broker = new DeployedBroker({
    declaration,
    deployment,
    region: engine.region,
    ask,
    tokens: new DeployedTokens({
      read: (token) => currentValue({ client, name: secretName(name, `token/${token}`) }),
      ask,
      clock: systemClock,
      digest: nodeDigest,
    }),
    consents: new Consents({ clock: systemClock }),
    bringClientSecret: bring,
    lastBeat: beat,
    pause,
  });
  return { found, clients, deployment, broker, bringClientSecret: bring, lastBeat: beat };
}
