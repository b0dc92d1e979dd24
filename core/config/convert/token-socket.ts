import type { z } from 'zod';
import type { TokenSocketDeclaration } from '../declaration.ts';
import type { tokenSocketSchema } from '../schema/token-socket.ts';
import type { TokenDeclaration } from '../token-declaration.ts';
import type { ConfigWhere } from '../where.ts';

/** What a token socket is converted from. */
interface Source {
  readonly deployment: string;
  readonly where: ConfigWhere;
  readonly token: (name: string) => TokenDeclaration;
}

export function convertTokenSocket(
  socket: z.output<typeof tokenSocketSchema>,
  { deployment, where, token }: Source,
): TokenSocketDeclaration {
  return {
    path: socket.path === undefined ? `/run/evergrant/${deployment}/tokens.sock` : where.resolve(socket.path),
    isDefault: socket.path === undefined,
    group: socket.group,
    tokens: new Map(socket.tokens.map((name) => [name, token(name)])),
  };
}
