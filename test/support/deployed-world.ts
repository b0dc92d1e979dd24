import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { stringify } from 'yaml';
import { SecretText } from '../../core/secret-text.ts';
import type { Milliseconds } from '../../core/time.ts';
import { functionLogGroup, tableName, topicName } from '../../core/wire.ts';
import { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import type { TokenRequestEntry } from '../../drill/authorization-server/record.ts';
import { Consents } from '../../host/broker/consents.ts';
import { awsClients } from '../../host/deployment/aws-clients.ts';
import { writeClientCredentials } from '../../host/deployment/client-credentials.ts';
import { type Deployment, openDeployment } from '../../host/deployment/open-deployment.ts';
import type { HostProps } from '../../lib/deployment/declared.ts';
import type { AwsServerOptions } from './aws/aws-server.ts';
import { simulatedAws } from './aws/simulated-aws.ts';
import { type AppToDeploy, type DeployedApp, deployApp } from './deployed-app.ts';
import { CLIENT_SECRET, jadaDeclaration } from './deployed-jada.ts';
import { isJsonObject, type JsonObject, parseJson } from './json.ts';
import { lambdaBundles } from './lambda-bundles.ts';
import { standInBundles, synthesizedDeployment } from './synthesized-deployment.ts';
import { temporaryFolders } from './temporary-folder.ts';

/** A deployed app with its issuer, and a person who consents. */
export interface DeployedWorld {
  readonly app: DeployedApp;
  readonly server: AuthorizationServer;
  /** As a person of the account opens it, who may do everything. */
  readonly deployment: Deployment;
  /** Brings the client's secret and consents in a browser, through the deployed ports. */
  login(grant?: string): Promise<void>;
  /** Makes a grant older, as if the time had passed: after 50 of its 60 minutes it is due. */
  age(grant: string, by: Milliseconds): Promise<void>;
  /** Exchanges of refresh tokens at the issuer since the world began, oldest first. */
  exchanges(): readonly TokenRequestEntry[];
  /** Events that functions wrote to their logs since the world began. */
  events(name: 'refresh' | 'rotate' | 'web'): readonly JsonObject[];
}

/** What a file's worlds have in common. */
export interface WorldPlan {
  /** The declaration, for the issuer and another one that may be made sick. @default one grant `crew` */
  readonly declaration?: (issuer: string, sick: string) => Readonly<Record<string, unknown>>;
  /** @default one host that may read every token */
  readonly hosts?: Readonly<Record<string, HostProps>>;
  /** Stacks of the operator's own, deployed beside. @default none */
  readonly beside?: AppToDeploy['stacks'];
}

/** Call once, at the top of a test file: one synth, one build of the bundles and one issuer for all its worlds. */
export function deployedWorlds({
  declaration = (issuer) => jadaDeclaration(issuer),
  beside = [],
  hosts,
}: WorldPlan = {}) {
  const start = simulatedAws();
  const folder = temporaryFolders();
  const running: DeployedApp[] = [];
  const servers: AuthorizationServer[] = [];
  let stacks: AppToDeploy['stacks'] = [];
  let bundles = '';
  beforeAll(async () => {
    servers.push(await AuthorizationServer.start(), await AuthorizationServer.start());
    const [issuer = '', sick = ''] = servers.map((each) => each.issuer);
    const yaml = stringify(declaration(issuer, sick));
    const { templates } = synthesizedDeployment(yaml, {
      code: standInBundles(folder()),
      ...(hosts && { hosts }),
    });
    stacks = [...[...templates].map(([name, template]) => ({ name, template })), ...beside];
    bundles = await lambdaBundles(folder());
  }, 120_000);
  afterEach(() => {
    for (const app of running.splice(0)) app.stop();
    for (const { faults } of servers) faults.clear();
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  return async (options: { fault?: AwsServerOptions['fault'] } = {}) => {
    const app = await deployApp({ stacks, bundles, start, ...options });
    running.push(app);
    const [server, sick] = servers;
    if (!server || !sick) throw new Error('expected two issuers');
    await app.aws.services.secretsManager.rotation.finished();
    return { ...worldOf(app, server), sick };
  };
}

function worldOf(app: DeployedApp, server: AuthorizationServer): DeployedWorld {
  const began = server.record.length;
  const keyArn = app.resources.find(({ type }) => type === 'AWS::KMS::Key')?.attributes.Arn ?? '';
  const deployment = openDeployment({
    deployment: 'jada',
    table: tableName('jada'),
    key: keyArn,
    opsTopicArn: `arn:aws:sns:us-east-1:123456789012:${topicName('jada', 'ops')}`,
    clients: awsClients({ ...app.aws.client('mateo'), maxAttempts: 3 }),
    holderId: 'mateo',
    announce: { event: () => undefined },
  });
  const { ledger, secrets, ports } = deployment;
  return {
    app,
    server,
    deployment,
    async login(grant = 'crew') {
      const value = writeClientCredentials({
        clientId: 'desk-basic',
        clientSecret: new SecretText(CLIENT_SECRET),
        method: 'client_secret_basic',
      });
      if ((await secrets.labelled('client/desk', 'AWSCURRENT')) === undefined)
        await secrets.put('client/desk', { versionId: ports.random.id(), value, label: 'AWSCURRENT' });
      const context = await (await deployment.grants.open(grant)).context();
      const consents = new Consents({ clock: ports.clock });
      const { consentId, authorizationUrl } = await consents.begin(context, { redirectUri: REDIRECT });
      const redirectUrl = await server.approve(authorizationUrl, { account: 'ops@example.com' });
      const result = await consents.finish(context, { consentId, redirectUrl });
      if (result.kind !== 'settled') throw new Error(`expected a settled consent: ${JSON.stringify(result)}`);
    },
    async age(grant, by) {
      const stored = await ledger.read('grant', grant);
      if (!stored) throw new Error(`expected a state of grant ${grant}`);
      const { refreshAt, issuedAt, expiresAt } = stored.item;
      const older = (at: number | null) => (at === null ? null : at - by);
      await ledger.replace('grant', grant, {
        seen: stored.revision,
        item: {
          ...stored.item,
          refreshAt: refreshAt - by,
          issuedAt: older(issuedAt),
          expiresAt: older(expiresAt),
        },
      });
    },
    exchanges: () => server.record.slice(began).filter(({ grantType }) => grantType === 'refresh_token'),
    events(name) {
      const lines = app.aws.services.logs.groups.get(functionLogGroup('jada', name))?.events ?? [];
      return lines.flatMap(({ message }) => {
        const read = parseJson(message);
        return read !== undefined && isJsonObject(read) && read.type !== undefined ? [read] : [];
      });
    },
  };
}

/** Registered for the clients of the authorization server; nothing listens there. */
const REDIRECT = 'http://127.0.0.1:9/callback';
