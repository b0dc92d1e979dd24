import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readDeclaration } from '../../adapters/config-file/read-declaration.ts';
import type { Broker } from '../../core/broker.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import type { TokenRequestEntry } from '../../drill/authorization-server/record.ts';
import type { Settings } from '../../drill/authorization-server/settings.ts';
import { controlSocketPath } from '../../host/broker/control-path.ts';
import type { MachineBroker } from '../../host/broker/machine-broker.ts';
import { openMachineBroker } from '../../host/broker/open-machine-broker.ts';
import { connectBroker } from '../../host/control/client.ts';
import type { Policy } from './policy.ts';

/** A grant of the lab, its token of the same name, and the sink that the token goes to. */
export interface LabGrant {
  readonly name: string;
  readonly account: string;
  readonly policy: Policy;
  readonly server: AuthorizationServer;
  readonly sink: string;
}

export interface LabOptions {
  readonly policies: readonly Policy[];
  /** @default 1 */
  readonly grantsEach?: number;
  readonly settings?: Partial<Settings>;
  /** @default the product's own */
  readonly refreshAfter?: number;
}

/** Real issuers, each with a record on disk, a declaration of grants at them, and a folder for all of it. */
export class Lab {
  readonly folder: string;
  readonly config: string;
  readonly stateDirectory: string;
  readonly alertsFile: string;
  readonly grants: readonly LabGrant[];
  readonly #families = new Map<string, string[]>();

  private constructor(folder: string, grants: readonly LabGrant[]) {
    this.folder = folder;
    this.grants = grants;
    this.config = join(folder, 'evergrant.yaml');
    this.stateDirectory = join(folder, 'state');
    this.alertsFile = join(folder, 'alerts.jsonl');
  }

  static async start({ policies, grantsEach = 1, settings, refreshAfter }: LabOptions): Promise<Lab> {
    const folder = await mkdtemp(join(tmpdir(), 'evergrant-torture-'));
    const grants: LabGrant[] = [];
    for (const policy of policies) {
      const server = await AuthorizationServer.start({
        settings: { ...settings, ...policy.settings },
        recordFile: join(folder, `issuer-${policy.name}.jsonl`),
      });
      for (let count = 1; count <= grantsEach; count += 1) {
        const name = `${policy.name}-${count}`;
        const sink = join(folder, `${name}.json`);
        grants.push({ name, account: `${name}@example.com`, policy, server, sink });
      }
    }
    const lab = new Lab(folder, grants);
    await writeFile(lab.config, stringify(declarationOf(lab, refreshAfter)), { mode: 0o600 });
    return lab;
  }

  get servers(): readonly AuthorizationServer[] {
    return [...new Set(this.grants.map(({ server }) => server))];
  }

  /** The only grant, or the first one. */
  get grant(): LabGrant {
    const [first] = this.grants;
    if (!first) throw new Error('this lab has no grant');
    return first;
  }

  declaration(): Promise<Declaration> {
    return readDeclaration(this.config, { home: this.folder, environment: {} });
  }

  /** The broker that runs, over its control socket. */
  running(): Broker {
    return connectBroker(controlSocketPath(this.stateDirectory));
  }

  /** This process as the broker, for as long as `use` takes. */
  async asBroker<T>(use: (broker: MachineBroker) => Promise<T>): Promise<T> {
    const declaration = await this.declaration();
    const broker = await openMachineBroker({ declaration, command: 'torture', environment: {} });
    try {
      return await use(broker);
    } finally {
      await broker.close();
    }
  }

  /** A person consents. @returns the generation in force; throws when the consent is refused */
  async consent(broker: Broker, { name, account, server }: LabGrant): Promise<number> {
    const redirectUri = 'http://127.0.0.1:49152/callback';
    const begun = await broker.beginConsent(name, { redirectUri });
    const redirectUrl = await server.approve(begun.authorizationUrl, { account });
    const before = server.record.length;
    const result = await broker.finishConsent(begun.consentId, { redirectUrl });
    if (result.kind === 'refused') throw new Error(`${name}: ${result.reason}: ${result.message}`);
    const exchange = server.record.slice(before).find(({ grantType }) => grantType === 'authorization_code');
    if (exchange?.family) this.#families.set(name, [...(this.#families.get(name) ?? []), exchange.family]);
    return result.generation;
  }

  async consentToAll(broker: Broker): Promise<void> {
    for (const grant of this.grants) await this.consent(broker, grant);
  }

  /** What the issuer recorded of the family of tokens that the last consent began, that consent first. */
  family({ name, server }: LabGrant): readonly TokenRequestEntry[] {
    const family = this.#families.get(name)?.at(-1);
    return server.record.filter((entry) => entry.family !== null && entry.family === family);
  }

  /** The same of every consent that was ever given to this grant. */
  requests({ name, server }: LabGrant): readonly TokenRequestEntry[] {
    const families = this.#families.get(name) ?? [];
    return server.record.filter(({ family }) => family !== null && families.includes(family));
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function declarationOf(lab: Lab, refreshAfter: number | undefined): object {
  const each = <T>(make: (grant: LabGrant) => T) =>
    Object.fromEntries(lab.grants.map((grant) => [grant.name, make(grant)]));
  return {
    version: 1,
    deployment: 'torture',
    engine: { kind: 'machine', stateDirectory: lab.stateDirectory },
    alerts: { ops: { file: lab.alertsFile } },
    clients: Object.fromEntries(
      lab.grants.map(({ policy, server }) => [
        policy.name,
        { issuer: policy.declared(server), clientId: 'desk' },
      ]),
    ),
    grants: each(({ policy }) => ({
      client: policy.name,
      scopes: ['sheets'],
      ...(refreshAfter === undefined ? {} : { refreshAfter }),
    })),
    sinks: each(({ name, sink }) => ({ token: name, file: sink })),
  };
}
