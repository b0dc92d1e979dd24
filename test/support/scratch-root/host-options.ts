import type {
  Ec2HostDeclaration,
  ExternalHostDeclaration,
  HostDeclaration,
  LightsailHostDeclaration,
} from '../../../core/config/host-declaration.ts';
import type { BootstrapOptions } from '../../../core/host/bootstrap/bootstrap-options.ts';
import { declare } from '../declare.ts';

const DECLARATION = `
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1 }
clients: { google: { issuer: google, clientId: 1-a.apps.googleusercontent.com, clientSecretEnv: SECRET } }
grants: { crew-sheets: { client: google }, gmail: { client: google } }
sinks:
  port-sheet: { token: crew-sheets, file: /opt/jada/token.json }
  owned: { token: crew-sheets, file: /srv/ship/token.json, owner: root }
daemons:
  sync: { command: [/opt/jada/sync.py], every: 30m, uses: [port-sheet], workingDirectory: /opt/jada }
  mail: { external: true, uses: [{ token: gmail, via: socket }] }
tokenSocket: { group: crew, tokens: [gmail] }
hosts:
  box: { kind: ec2, instanceType: t4g.nano, sinks: [port-sheet] }
  sail: { kind: lightsail, daemons: [sync], sinks: [owned] }
  pc: { kind: external, daemons: [mail], sinks: [port-sheet] }
`;

/** The release that the scratch root's fake of the AWS command line hands out. */
export const BUCKET = 'evergrant-releases';

/** What the scripts of a host are told. `box` is EC2 and bare; `sail` gives files away and supervises; `pc` is somebody's. */
export function hostOptions(name: 'box'): BootstrapOptions & { host: Ec2HostDeclaration };
export function hostOptions(name: 'sail'): BootstrapOptions & { host: LightsailHostDeclaration };
export function hostOptions(name: 'pc'): BootstrapOptions & { host: ExternalHostDeclaration };
export function hostOptions(name: string): BootstrapOptions {
  const declaration = declare(DECLARATION);
  const host = declaration.hosts.get(name);
  if (!host) throw new Error(`no host ${name}`);
  return {
    deployment: declaration.deployment,
    host,
    region: 'us-east-1',
    account: '123456789012',
    tokenSocket: servedBy(host) ? declaration.tokenSocket : undefined,
  };

  function servedBy({ tokens }: HostDeclaration): boolean {
    return tokens.some((token) => declaration.tokenSocket?.tokens.has(token.name));
  }
}

export const ACTIVATION = { id: '5b9e0074-65d3-4587-8620-3e0b0938db9e', code: 'Zqr175DJ+sPQRHsmbzzf' };
