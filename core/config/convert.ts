import { PRESETS } from '../issuer/presets.ts';
import { agentTokensOf } from './convert/agent-token.ts';
import { convertAlert } from './convert/alert.ts';
import { convertApiKey } from './convert/api-key.ts';
import { convertClient } from './convert/client.ts';
import { convertDaemon } from './convert/daemon.ts';
import { convertEngine } from './convert/engine.ts';
import { convertGrant } from './convert/grant.ts';
import { convertHost } from './convert/host.ts';
import { listenAddress } from './convert/listen-address.ts';
import { convertMetadata } from './convert/metadata.ts';
import { convertSink } from './convert/sink.ts';
import { tokensOf } from './convert/token.ts';
import { convertTokenSocket } from './convert/token-socket.ts';
import type { Declaration } from './declaration.ts';
import { lintsOf } from './lints.ts';
import type { ParsedDeclaration } from './schema.ts';
import type { ConfigWhere } from './where.ts';

/** Turns a declaration that passed schema and rules into the one that programs use. */
export function convert(parsed: ParsedDeclaration, where: ConfigWhere): Declaration {
  const clients = mapValues(parsed.clients, (client, name) =>
    convertClient(name, { client, where, presets: PRESETS }),
  );
  const grants = mapValues(parsed.grants, (grant, name) =>
    convertGrant(name, { grant, where, client: (used) => referenced(clients, used) }),
  );
  const apiKeys = mapValues(parsed.apiKeys, (key, name) => convertApiKey(name, key));
  const signingKeys = mapValues(parsed.signingKeys, (key, name) => ({
    kind: 'signing-key' as const,
    name,
    ...key,
  }));
  const agentTokens = agentTokensOf(parsed, signingKeys);
  const tokens = tokensOf(parsed, { grants, apiKeys, agentTokens });
  const sinks = mapValues(parsed.sinks, (sink, name) =>
    convertSink(name, { sink, where, token: referenced(tokens, sink.token) }),
  );
  const daemons = mapValues(parsed.daemons, (daemon, name) =>
    convertDaemon(name, {
      daemon,
      where,
      sink: (used) => referenced(sinks, used),
      token: (used) => referenced(tokens, used),
    }),
  );
  const engine = convertEngine(parsed, where);
  const declaration = {
    deployment: parsed.deployment,
    engine,
    alerts: mapValues(parsed.alerts, (alert, name) => convertAlert(name, { alert, where })),
    clients,
    grants,
    apiKeys,
    signingKeys,
    agentTokens,
    tokens,
    sinks,
    daemons,
    hosts: mapValues(parsed.hosts, (host, name) =>
      convertHost(name, {
        host,
        region: engine.kind === 'aws' ? engine.region : '',
        daemon: (used) => referenced(daemons, used),
        sink: (used) => referenced(sinks, used),
        token: (used) => referenced(tokens, used),
      }),
    ),
    metadata: parsed.metadata && convertMetadata(parsed.metadata, (used) => referenced(tokens, used)),
    tokenSocket:
      parsed.tokenSocket &&
      convertTokenSocket(parsed.tokenSocket, {
        deployment: parsed.deployment,
        where,
        token: (used) => referenced(tokens, used),
      }),
    web: parsed.web && listenAddress(parsed.web.listen),
  };
  return { ...declaration, lints: lintsOf(declaration) };
}

function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  convertOne: (value: T, name: string) => R,
): Map<string, R> {
  return new Map(Object.entries(record).map(([name, value]) => [name, convertOne(value, name)]));
}

/** What a name stands for; the rules have proven that it stands for something. */
function referenced<T>(declared: ReadonlyMap<string, T>, name: string): T {
  const found = declared.get(name);
  if (found === undefined) throw new TypeError(`reference ${JSON.stringify(name)} was not checked`);
  return found;
}
