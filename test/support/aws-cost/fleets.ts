import { readFileSync } from 'node:fs';
import type { HostProps } from '../../../lib/deployment/declared.ts';

/** A deployment whose cost and speed are told. */
export interface Fleet {
  readonly title: string;
  readonly yaml: string;
  /** @default one host, as the app of cdk.json makes it */
  readonly hosts?: Readonly<Record<string, HostProps>>;
}

/** The example as it stands. */
export function portSheet(): Fleet {
  const file = 'examples/port-sheet/evergrant.aws.yaml';
  return { title: 'the port-sheet example', yaml: readFileSync(file, 'utf8') };
}

export interface FleetSize {
  readonly credentials: number;
  readonly hosts: number;
  /**
   * The endpoint that refreshes are sent to.
   *
   * @default one that does not exist: it is only to be synthesized
   */
  readonly tokenEndpoint?: string;
}

/** Credentials with one token each, shared out evenly over hosts, each of which runs one daemon. */
export function evenFleet({
  credentials,
  hosts,
  tokenEndpoint = 'https://issuer.example/token',
}: FleetSize): Fleet {
  const perHost = Math.ceil(credentials / hosts);
  const tokensOf = (host: number) =>
    numbers(credentials)
      .slice(host * perHost, (host + 1) * perHost)
      .map((n) => `grant-${n}`);
  return {
    title: `${credentials.toLocaleString('en')} credentials, ${hosts} hosts with a daemon each`,
    yaml: [
      'version: 1',
      'deployment: fleet',
      'engine: { kind: aws, region: us-east-1, account: "123456789012" }',
      'alerts: { ops: { email: ops@example.com } }',
      'clients:',
      '  desk:',
      '    clientId: desk',
      '    issuer:',
      `      authorizationEndpoint: ${tokenEndpoint.replace(/token$/, 'authorize')}`,
      `      tokenEndpoint: ${tokenEndpoint}`,
      '      rotation: always',
      '      accessTokenLifetime: 1h',
      'grants:',
      ...numbers(credentials).map((n) => `  grant-${n}: { client: desk, scopes: [sheets] }`),
      'daemons:',
      ...numbers(hosts).map(
        (n) => `  daemon-${n}: { external: true, uses: [{ token: grant-${n * perHost}, via: socket }] }`,
      ),
    ].join('\n'),
    hosts: Object.fromEntries(
      numbers(hosts).map((n) => [`host-${n}`, { tokens: tokensOf(n), daemons: [`daemon-${n}`] }]),
    ),
  };
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
