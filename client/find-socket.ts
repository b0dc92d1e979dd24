import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The socket to ask on: named, else `$EVERGRANT_SOCKET`, else the control socket where `evergrant up` of this user puts it
 * when nobody says otherwise; where that is not there, the token socket of another user's broker at its default place.
 */
export function findSocket(options: { readonly socketPath?: string; readonly deployment?: string }): string {
  const named = options.socketPath ?? process.env.EVERGRANT_SOCKET;
  if (named) return named;
  const deployment = options.deployment ?? 'default';
  // The XDG specification has relative values ignored.
  const xdg = process.env.XDG_STATE_HOME;
  const base = xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state');
  const own = join(base, 'evergrant', deployment, 'control.sock');
  const shared = join('/run/evergrant', deployment, 'tokens.sock');
  return !existsSync(own) && existsSync(shared) ? shared : own;
}
