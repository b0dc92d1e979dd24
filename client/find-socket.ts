import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The control socket: named, else `$EVERGRANT_SOCKET`, else where `evergrant up` puts it when nobody says otherwise. */
export function findSocket(options: { readonly socketPath?: string; readonly deployment?: string }): string {
  const named = options.socketPath ?? process.env.EVERGRANT_SOCKET;
  if (named) return named;
  // The XDG specification has relative values ignored.
  const xdg = process.env.XDG_STATE_HOME;
  const base = xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state');
  return join(base, 'evergrant', options.deployment ?? 'default', 'control.sock');
}
