import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { isMapping } from '../../core/config/raw-tree.ts';
import { Deployment, type DeploymentProps } from '../../lib/deployment/deployment.ts';
import { declare } from './declare.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from './json.ts';

/** One grant, one token, one daemon, two people to tell. */
export const PORT_SHEET = `
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1, account: "123456789012" }
alerts:
  ops: { email: ops@example.com }
  pager: { https: https://pager.example.com/evergrant }
  chat: { slackChannel: { workspaceId: T0123ABCD, channelId: C0123ABCD } }
clients:
  google: { issuer: google, publishingStatus: production, credentialsFile: gmail.json }
grants:
  crew-sheets: { client: google, account: ops@example.com, scopes: [spreadsheets] }
tokens: { sheets: { grant: crew-sheets } }
sinks:
  port-sheet-token: { token: sheets, file: /opt/jada/token.json }
daemons:
  port-sheet: { command: [python3, sync.py], every: 30m, uses: [port-sheet-token] }
`;

/** The same, and a signing key with the token of one agent. */
export const SIGNED = PORT_SHEET.replace(
  'tokens: { sheets: { grant: crew-sheets } }',
  `signingKeys: { gastown: { issuer: https://gt.example.com } }
tokens:
  sheets: { grant: crew-sheets }
  mayor: { signingKey: gastown, audience: gastown-worker }`,
);

/** The same grant, with a host of each kind. */
export const HOSTED = SIGNED.replace(
  'sinks:',
  `hosts:
  ops: { kind: ec2, daemons: [port-sheet] }
  orchestrator: { kind: lightsail, tokens: [sheets] }
  T440: { kind: external, tokens: [mayor] }
sinks:`,
);

/** The stacks of a declaration, by their names. */
export type Templates = ReadonlyMap<string, JsonObject>;

export interface SynthesizedDeployment {
  readonly app: App;
  readonly templates: Templates;
}

/** Synthesizes what a declaration asks of AWS, with the flags of cdk.json and stand-ins for the bundles. */
export function synthesizedDeployment(
  yaml: string,
  options: Omit<DeploymentProps, 'raw' | 'declaration'> & {
    /** Where the bundles lie: a fresh folder gets stand-ins by {@link standInBundles}. */
    code: string;
    app?: AppProps;
    prepare?: (app: App) => void;
  },
): SynthesizedDeployment {
  const { app: props, prepare, ...rest } = options;
  const raw: unknown = parse(yaml);
  const app = new App({ context: cdkContext(), builtinCloudFormationValidation: false, ...props });
  prepare?.(app);
  new Deployment(app, 'jada', {
    ...rest,
    raw: isMapping(raw) ? raw : {},
    declaration: declare(yaml),
  });
  const { stacks } = app.synth();
  const templates = stacks.map((stack) => [stack.stackName, object(stack.template)] as const);
  return { app, templates: new Map(templates) };
}

/** The context of cdk.json, as the CDK's own command hands it on. */
export function cdkContext(): JsonObject {
  const settings = parseJson(readFileSync('cdk.json', 'utf8'));
  const context = settings !== undefined && isJsonObject(settings) ? settings.context : undefined;
  return object(context ?? null);
}

/** Puts a bundle for each function into a folder, and one for the host daemon, which do nothing. @returns the folder */
export function standInBundles(folder: string): string {
  for (const name of ['refresh', 'rotate', 'notify', 'web', 'activation']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = () => undefined;\n');
  }
  mkdirSync(join(folder, 'host'));
  writeFileSync(join(folder, 'host', 'evergrant-host.mjs'), 'export {};\n');
  return folder;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly deletionPolicy: Json | undefined;
}

/** All resources of these stacks. */
export function resourcesIn(templates: Templates): readonly TemplateResource[] {
  return [...templates].flatMap(([stack, { Resources = {} }]) =>
    Object.entries(object(Resources)).map(([id, resource]) => {
      const { Type, Properties = {}, DeletionPolicy } = object(resource);
      return {
        stack,
        id,
        type: String(Type),
        properties: object(Properties),
        deletionPolicy: DeletionPolicy,
      };
    }),
  );
}

function object(value: Json | unknown): JsonObject {
  const json = parseJson(JSON.stringify(value));
  if (json === undefined || !isJsonObject(json)) throw new Error('expected an object');
  return json;
}
