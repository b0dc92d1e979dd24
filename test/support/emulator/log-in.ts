import { isJsonObject, parseJson } from '../json.ts';
import type { EmulatedDeployment } from './emulated-deployment.ts';

/** Types `evergrant login` and consents in the browser that it names. @returns the exit code and what went wrong */
export async function logIn(
  { server, type }: EmulatedDeployment,
  { grant, account }: { grant: string; account: string },
): Promise<readonly [exitCode: number | null, complaints: string]> {
  const login = type('login', grant, '--no-browser', '--json');
  await login.until(() => String(login.stdout).includes('authorizationUrl'));
  const begun = parseJson(String(login.stdout).split('\n')[0] ?? '');
  const url = isJsonObject(begun) ? String(begun.authorizationUrl) : '';
  await (await fetch(await server.approve(url, { account }))).text();
  return [await login.ended, login.text];
}
