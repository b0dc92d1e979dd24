import { spawn } from 'node:child_process';

/** Opens a page in the person's browser where there is one; says nothing where there is none, for the address is printed. */
export function openBrowser(url: string, environment: Readonly<Record<string, string | undefined>>): void {
  const opener = openerFor(process.platform, environment);
  if (!opener) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function openerFor(
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (platform === 'darwin') return 'open';
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}
