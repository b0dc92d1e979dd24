import type { Declaration } from '../config/declaration.ts';
import type { HostDeclaration } from '../config/host-declaration.ts';
import { parseDeclaration } from '../config/parse.ts';
import { isMapping, type RawMapping, valueAt } from '../config/raw-tree.ts';
import { Fault } from '../fault.ts';

/**
 * What the daemon of a host must know of the declaration, as it was written: its tokens with the credentials behind them,
 * its sinks and its daemons, and the alerts files that lie on it. Kept as a parameter of Systems Manager; no secret.
 */
export interface HostDocument {
  readonly schema: 1;
  readonly declaration: RawMapping;
}

/** The document of a host. @param raw a declaration that was found valid, of which the host is one */
export function hostDocument(raw: RawMapping, host: HostDeclaration): HostDocument {
  const tokens = new Set(host.tokens.map(({ name }) => name));
  const credentials = new Set(host.tokens.map(({ credential }) => credential.name));
  const grants = only(raw, 'grants', credentials);
  const clients = new Set(Object.values(grants).map((grant) => valueAt(grant, ['client'])));
  const signingKeys = new Set(
    host.tokens.flatMap(({ credential }) => (credential.kind === 'agent-token' ? [credential.key.name] : [])),
  );
  return {
    schema: 1,
    declaration: {
      version: raw.version,
      deployment: raw.deployment,
      engine: raw.engine,
      alerts: pick(raw, 'alerts', (_, alert) => isMapping(alert) && alert.file !== undefined),
      clients: only(raw, 'clients', clients),
      grants,
      signingKeys: only(raw, 'signingKeys', signingKeys),
      tokens: only(raw, 'tokens', tokens),
      sinks: only(raw, 'sinks', new Set(host.sinks.map(({ name }) => name))),
      daemons: only(raw, 'daemons', new Set(host.daemons.map(({ name }) => name))),
      hosts: only(raw, 'hosts', new Set([host.name])),
      ...socketOf(raw, tokens),
    },
  };
}

/** A document as a host reads it: a declaration with this one host. */
export interface ReadHostDocument {
  readonly declaration: Declaration;
  readonly host: HostDeclaration;
}

/**
 * @param name of the parameter that holds it
 * @throws Fault `HostDocumentInvalid` for one that another version wrote, that a hand spoiled, or that is of another host
 */
export function readHostDocument(
  text: string,
  { name, host }: { name: string; host: string },
): ReadHostDocument {
  const document = parsed(text);
  if (isMapping(document) && document.schema === 1) {
    const result = parseDeclaration(document.declaration, ON_HOST);
    const found = result.kind === 'valid' ? result.declaration.hosts.get(host) : undefined;
    if (result.kind === 'valid' && found) return { declaration: result.declaration, host: found };
  }
  throw new Fault({
    code: 'HostDocumentInvalid',
    message: `parameter ${name} does not hold the declaration of host ${host}`,
    remedy: 'deploy again: npx cdk deploy --all',
  });
}

/** The rules have seen that files of hosts are absolute; other paths are nobody's here. */
const ON_HOST = { resolve: (path: string) => path, stateDirectory: () => '' };

/** Of the tokens that are served on the socket those of this host. */
function socketOf(raw: RawMapping, tokens: ReadonlySet<unknown>): { tokenSocket?: RawMapping } {
  const { tokenSocket: socket } = raw;
  if (!isMapping(socket) || !Array.isArray(socket.tokens)) return {};
  const ours = socket.tokens.filter((token) => tokens.has(token));
  return ours.length === 0 ? {} : { tokenSocket: { ...socket, tokens: ours } };
}

function only(raw: RawMapping, section: string, names: ReadonlySet<unknown>): RawMapping {
  return pick(raw, section, (name) => names.has(name));
}

function pick(raw: RawMapping, section: string, keep: (name: string, value: unknown) => boolean): RawMapping {
  const found = raw[section];
  const kept = Object.entries(isMapping(found) ? found : {}).filter(([name, value]) => keep(name, value));
  return Object.fromEntries(kept);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
