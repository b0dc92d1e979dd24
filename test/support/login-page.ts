import type { CommandProcess } from './command-process.ts';

/** Waits until `evergrant login` shows the page to open. @returns its address */
export async function pageToOpen(login: CommandProcess): Promise<string> {
  const found = () => /https?:\/\/\S+\/auth\?\S+/.exec(login.text)?.[0];
  await login.until(() => found() !== undefined && login.text.endsWith(':\n'));
  return found() ?? '';
}

/** Does what the browser does with the last redirect. @returns what the person then sees */
export async function follow(redirectUrl: string): Promise<{ status: number; page: string }> {
  const response = await fetch(redirectUrl);
  return { status: response.status, page: await response.text() };
}
