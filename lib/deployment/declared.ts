import type { Declaration } from '../../core/config/declaration.ts';
import { isMapping, type RawMapping } from '../../core/config/raw-tree.ts';
import type { GrantDeclarationInput } from '../managed-grant/checked-declaration.ts';

/** A host that uses tokens. */
export interface HostProps {
  /** Names of the tokens that it may read, 1 to 40. */
  readonly tokens: readonly string[];
  /**
   * Names of the daemons that run there and whose lines it ships.
   *
   * @default - none
   */
  readonly daemons?: readonly string[];
}

/** `evergrant.yaml` twice: as it was written, for the functions, and as it was understood, for the constructs. */
export interface Declared {
  readonly raw: RawMapping;
  readonly declaration: Declaration;
}

/** What each host may read and ships: those of the declaration, else the one. */
export function tokensOfHosts(declaration: Declaration): Readonly<Record<string, HostProps>> {
  if (declaration.hosts.size === 0) return oneHost(declaration);
  const names = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);
  return Object.fromEntries(
    [...declaration.hosts.values()].map(({ name, tokens, daemons }) => [
      name,
      { tokens: names(tokens), daemons: names(daemons) },
    ]),
  );
}

/** The hosts of each token, by the token's name. */
export function hostsByToken(
  hosts: Readonly<Record<string, HostProps>>,
): ReadonlyMap<string, readonly string[]> {
  const byToken = new Map<string, string[]>();
  for (const [host, { tokens }] of Object.entries(hosts)) {
    for (const token of tokens) byToken.set(token, [...(byToken.get(token) ?? []), host]);
  }
  return byToken;
}

/** Without a word about hosts there is one, which runs every daemon and may read every token. */
function oneHost({ tokens, daemons }: Declaration): Readonly<Record<string, HostProps>> {
  return { [ONLY_HOST]: { tokens: [...tokens.keys()], daemons: [...daemons.keys()] } };
}

/** Name of the host of a deployment that declares none. */
export const ONLY_HOST = 'host';

/** The sections of a declaration that was read from YAML and found valid. */
export function sections(raw: RawMapping): GrantDeclarationInput {
  const section = (name: string): RawMapping => {
    const found = raw[name];
    return isMapping(found) ? found : {};
  };
  return {
    clients: section('clients'),
    grants: section('grants'),
    tokens: section('tokens'),
    sinks: section('sinks'),
    daemons: section('daemons'),
  };
}
