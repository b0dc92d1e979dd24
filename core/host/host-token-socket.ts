import type { Declaration, TokenSocketDeclaration } from '../config/declaration.ts';
import type { HostDeclaration } from '../config/host-declaration.ts';

/** The token socket as one host serves it: with those of its tokens that are its own; undefined where none is. */
export function hostTokenSocket(
  { tokenSocket }: Pick<Declaration, 'tokenSocket'>,
  host: Pick<HostDeclaration, 'tokens'>,
): TokenSocketDeclaration | undefined {
  if (tokenSocket === undefined) return undefined;
  const own = new Set(host.tokens.map(({ name }) => name));
  const tokens = new Map([...tokenSocket.tokens].filter(([name]) => own.has(name)));
  return tokens.size === 0 ? undefined : { ...tokenSocket, tokens };
}
