import { PRESETS } from '../../issuer/presets.ts';
import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping, valueAt } from '../raw-tree.ts';

/** Everything that names something else names something that is declared. */
export function references(raw: unknown): readonly ConfigProblem[] {
  const names = (section: string) => declared(raw, section).map(([name]) => name);
  const clients = names('clients');
  const grants = names('grants');
  const sinks = names('sinks');
  const apiKeys = names('apiKeys');
  const served = new Set(declared(raw, 'tokens').flatMap(([, { grant, apiKey }]) => [grant, apiKey]));
  for (const [, { managedBy }] of declared(raw, 'apiKeys')) served.add(managedBy);
  const tokens = [...names('tokens'), ...[...grants, ...apiKeys].filter((name) => !served.has(name))];
  return [
    ...declared(raw, 'clients').flatMap(([name, { issuer }]) => issuers(['clients', name, 'issuer'], issuer)),
    ...declared(raw, 'grants').flatMap(([name, { client }]) =>
      reference(['grants', name, 'client'], { value: client, known: clients }),
    ),
    ...declared(raw, 'tokens').flatMap(([name, { grant, apiKey, signingKey }]) => [
      ...reference(['tokens', name, 'grant'], { value: grant, known: grants }),
      ...reference(['tokens', name, 'apiKey'], { value: apiKey, known: apiKeys }),
      ...reference(['tokens', name, 'signingKey'], { value: signingKey, known: names('signingKeys') }),
    ]),
    ...declared(raw, 'sinks').flatMap(([name, { token }]) =>
      reference(['sinks', name, 'token'], { value: token, known: tokens }),
    ),
    ...(isMapping(raw) && isMapping(raw.metadata)
      ? reference(['metadata', 'token'], { value: raw.metadata.token, known: tokens })
      : []),
    ...servedTokens(raw).flatMap((value, at) =>
      reference(['tokenSocket', 'tokens', at], { value, known: tokens }),
    ),
    ...declared(raw, 'hosts').flatMap(([name, host]) => [
      ...listed(['hosts', name, 'daemons'], { list: host.daemons, known: names('daemons') }),
      ...listed(['hosts', name, 'sinks'], { list: host.sinks, known: sinks }),
      ...listed(['hosts', name, 'tokens'], { list: host.tokens, known: tokens }),
    ]),
    ...declared(raw, 'daemons').flatMap(([name, { uses }]) =>
      (Array.isArray(uses) ? uses : []).flatMap((sink, at) =>
        isMapping(sink)
          ? reference(['daemons', name, 'uses', at, 'token'], { value: sink.token, known: tokens })
          : reference(['daemons', name, 'uses', at], { value: sink, known: sinks }),
      ),
    ),
  ];
}

function servedTokens(raw: unknown): readonly unknown[] {
  const tokens = valueAt(raw, ['tokenSocket', 'tokens']);
  return Array.isArray(tokens) ? tokens : [];
}

function listed(path: Path, given: { list: unknown; known: readonly string[] }): readonly ConfigProblem[] {
  const { list, known } = given;
  return (Array.isArray(list) ? list : []).flatMap((value, at) => reference([...path, at], { value, known }));
}

/** A value that is not text is the schema's business. */
function reference(
  path: Path,
  given: { value: unknown; known: readonly string[] },
): readonly ConfigProblem[] {
  const { value, known } = given;
  if (typeof value !== 'string' || value === '' || known.includes(value)) return [];
  return [{ path, kind: 'undefinedReference', received: value, known }];
}

function issuers(path: Path, issuer: unknown): readonly ConfigProblem[] {
  const preset = isMapping(issuer) ? issuer.preset : issuer;
  if (typeof preset !== 'string' || preset === '' || PRESETS.has(preset)) return [];
  const at = isMapping(issuer) ? [...path, 'preset'] : path;
  return [{ path: at, kind: 'unknownIssuer', received: preset, known: [...PRESETS.keys()] }];
}
