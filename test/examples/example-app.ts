import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from '@jest/globals';
import { parse, stringify } from 'yaml';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import type { CliPlace } from '../support/cli.ts';

/** The account that consents in the examples. */
export const ACCOUNT = 'ops@example.com';

/** Runs its tests where python3 is there; else they are skipped and their name says why. */
export function describePython(name: string, tests: () => void): void {
  if (pythonRuns()) describe(name, tests);
  else describe.skip(`${name} (python3 is missing)`, tests);
}

function pythonRuns(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The parts of an example's declaration that tests change, by section and name. */
export type Declared = Record<string, Record<string, Record<string, unknown>>>;

/** The declaration of an example, as it is in the repository. */
export function declarationOf(example: string): Declared {
  return parse(readFileSync(resolve('examples', example, 'evergrant.yaml'), 'utf8'));
}

/**
 * Copies an example into `folder`, with its declaration turned to the drill's server: client and scopes of its only
 * grant, and what `change` does. All else is as it is in the repository.
 */
export function turnToDrill(example: string, { place, folder = place.folder, server, change }: Turn): void {
  cpSync(resolve('examples', example), folder, { recursive: true });
  const declared = declarationOf(example);
  for (const grant of Object.values(declared.grants ?? {})) grant.scopes = ['sheets'];
  declared.clients = {
    google: {
      issuer: { discovery: server.issuer, rotation: 'always', reuse: 'revokesFamily' },
      clientId: 'desk',
    },
  };
  change?.(declared);
  writeFileSync(join(place.folder, 'evergrant.yaml'), stringify(declared));
}

interface Turn {
  readonly place: CliPlace;
  /** Where the scripts go. @default beside the declaration */
  readonly folder?: string;
  readonly server: AuthorizationServer;
  readonly change?: (declared: Declared) => void;
}

/** Gives consent as a person does: `evergrant login`, and a browser. */
export async function login(
  place: CliPlace,
  { grant, server }: { grant: string; server: AuthorizationServer },
) {
  const command = place.start(['login', grant, '--json', '--no-browser']);
  await command.until(() => command.stdout.includes('\n'));
  const { authorizationUrl } = JSON.parse(command.stdout.toString().split('\n')[0] ?? '');
  await fetch(await server.approve(authorizationUrl, { account: ACCOUNT }));
  if ((await command.ended) !== 0) throw new Error(`login failed: ${command.text}`);
}
