import { Fault } from '../fault.ts';
import type { Declaration } from './declaration.ts';
import { parseDeclaration } from './parse.ts';
import { isMapping, type RawMapping, valueAt } from './raw-tree.ts';
import type { ConfigWhere } from './where.ts';

/**
 * What a function in AWS must know of one grant and is not state: the part of the declaration that concerns it, as it
 * was written, and the queues of the hosts that use its tokens. Kept as a parameter of Systems Manager; no secret.
 */
export interface GrantDocument {
  readonly schema: 1;
  readonly declaration: RawMapping;
  /** Addresses of the queues that are told of each new token, by the token's name. */
  readonly queues: Readonly<Record<string, readonly string[]>>;
}

/** The document of a grant. @param raw a declaration that {@link parseDeclaration} found valid */
export function grantDocument(
  raw: RawMapping,
  about: { grant: string; queues: GrantDocument['queues'] },
): GrantDocument {
  return { schema: 1, declaration: sliceOf(raw, about.grant), queues: about.queues };
}

/** The document of a signing key: of its tokens it holds no more than their names. */
export function signingKeyDocument(raw: RawMapping, key: string): GrantDocument {
  const tokens = select(raw, 'tokens', ({ signingKey }) => signingKey === key);
  const named = Object.keys(tokens).map((name) => [name, { signingKey: key, audience: name }]);
  return {
    schema: 1,
    declaration: { ...signedSlice(raw, key), tokens: Object.fromEntries(named) },
    queues: {},
  };
}

/** The document of an agent's token, with what uses it. */
export function agentTokenDocument(
  raw: RawMapping,
  { token, queues }: { token: string; queues: readonly string[] },
): GrantDocument {
  const key = String(valueAt(raw, ['tokens', token, 'signingKey']));
  return {
    schema: 1,
    declaration: {
      ...signedSlice(raw, key),
      tokens: { [token]: valueAt(raw, ['tokens', token]) },
      ...usersOf(raw, new Set([token])),
    },
    queues: { [token]: queues },
  };
}

function signedSlice(raw: RawMapping, key: string): RawMapping {
  const { version, deployment, engine } = raw;
  return { version, deployment, engine, signingKeys: { [key]: valueAt(raw, ['signingKeys', key]) } };
}

/** A document as read by a function: a declaration of one credential. */
export interface ReadGrantDocument {
  readonly declaration: Declaration;
  readonly queues: GrantDocument['queues'];
}

/** @throws Fault `GrantDocumentInvalid` for one that another version wrote or a hand spoiled */
export function readGrantDocument(text: string, name: string): ReadGrantDocument {
  const document = parseJson(text);
  if (isMapping(document) && document.schema === 1 && isMapping(document.queues)) {
    const result = parseDeclaration(document.declaration, IN_AWS);
    if (result.kind === 'valid') {
      return { declaration: result.declaration, queues: textLists(document.queues) };
    }
  }
  throw new Fault({
    code: 'GrantDocumentInvalid',
    message: `parameter ${name} does not hold the declaration of a grant`,
    remedy: 'deploy again: npx cdk deploy --all',
  });
}

/** A function has no files of the user's: paths stay as they were written, and nobody opens them. */
const IN_AWS: ConfigWhere = { resolve: (path) => path, stateDirectory: () => '' };

/** The grant, its client, its tokens and what uses them. */
function sliceOf(raw: RawMapping, grant: string): RawMapping {
  const tokens = select(raw, 'tokens', (token) => token.grant === grant);
  const tokenNames = new Set([grant, ...Object.keys(tokens)]);
  const client = String(valueAt(raw, ['grants', grant, 'client']));
  return {
    version: raw.version,
    deployment: raw.deployment,
    engine: raw.engine,
    clients: { [client]: valueAt(raw, ['clients', client]) },
    grants: { [grant]: valueAt(raw, ['grants', grant]) },
    tokens,
    ...usersOf(raw, tokenNames),
  };
}

/** The sinks of these tokens, and the daemons that use them. */
function usersOf(raw: RawMapping, tokenNames: ReadonlySet<string>): RawMapping {
  const sinks = select(raw, 'sinks', (sink) => tokenNames.has(String(sink.token)));
  const isOurs = (use: unknown) =>
    isMapping(use) ? tokenNames.has(String(use.token)) : Object.hasOwn(sinks, String(use));
  const daemons = Object.entries(
    select(raw, 'daemons', ({ uses }) => Array.isArray(uses) && uses.some(isOurs)),
  );
  return {
    sinks,
    daemons: Object.fromEntries(
      daemons.map(([name, daemon]) => [
        name,
        { ...daemon, uses: Array.isArray(daemon.uses) ? daemon.uses.filter(isOurs) : [] },
      ]),
    ),
  };
}

function select(
  raw: RawMapping,
  section: string,
  keep: (declaration: RawMapping) => boolean,
): Readonly<Record<string, RawMapping>> {
  const found = raw[section];
  const kept = Object.entries(isMapping(found) ? found : {}).filter(
    (entry): entry is [string, RawMapping] => isMapping(entry[1]) && keep(entry[1]),
  );
  return Object.fromEntries(kept);
}

function textLists(mapping: RawMapping): GrantDocument['queues'] {
  return Object.fromEntries(
    Object.entries(mapping).map(([name, list]) => [name, Array.isArray(list) ? list.map(String) : []]),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
