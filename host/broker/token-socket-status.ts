import { lstat } from 'node:fs/promises';
import type { Declaration } from '../../core/config/declaration.ts';
import type { TokenSocketStatus } from '../../core/status.ts';

/** The declared token socket and whether programs can reach a broker on it; null where none is declared. */
export async function tokenSocketStatus(
  { tokenSocket }: Pick<Declaration, 'tokenSocket'>,
  { running }: { running: boolean },
): Promise<TokenSocketStatus | null> {
  if (!tokenSocket) return null;
  const { path, group, tokens } = tokenSocket;
  const found = running ? await lstat(path).catch(() => undefined) : undefined;
  return { path, group, tokens: [...tokens.keys()], open: found?.isSocket() === true };
}
