import type { Declaration } from '../core/config/declaration.ts';
import type { GrantDeclaration } from '../core/config/grant-declaration.ts';
import { ExitCode } from '../core/exit-code.ts';
import { Fault } from '../core/fault.ts';
import { named } from './declaration.ts';

/**
 * The declared grant of this name.
 *
 * @param command what was typed, for messages: `refresh`
 * @throws Fault `UnknownGrant`; for an API key or a signing key it says which commands there are for those
 */
export function grantOf(
  name: string,
  {
    declaration,
    command,
  }: { declaration: Pick<Declaration, 'grants' | 'apiKeys' | 'signingKeys'>; command: string },
): GrantDeclaration {
  const { grants, apiKeys, signingKeys } = declaration;
  const apiKey = apiKeys.get(name);
  if (!apiKey && !signingKeys.has(name)) return named('grant', name, grants);
  const set = `evergrant key set ${name}`;
  throw new Fault({
    code: 'UnknownGrant',
    message: `${name} is ${apiKey ? 'an API key' : 'a signing key'}, and evergrant ${command} is for grants`,
    remedy: apiKey && !apiKey.rotation ? set : `evergrant rotate ${name}${apiKey ? `, or: ${set}` : ''}`,
    exitCode: ExitCode.Usage,
  });
}
