import { ExitCode } from '../exit-code.ts';
import { Fault } from '../fault.ts';

/** The declared thing of this name. @throws Fault `UnknownGrant`, `UnknownToken` or `UnknownKey` that says which there are. */
export function named<T>(
  kind: 'grant' | 'token' | 'key' | 'signing key',
  asked: { name: string; declared: ReadonlyMap<string, T> },
): T {
  const found = asked.declared.get(asked.name);
  if (found !== undefined) return found;
  throw new Fault({
    code: CODES[kind],
    message: `there is no ${kind === 'key' ? 'API key' : kind} "${asked.name}" in the declaration that the broker runs with`,
    remedy: `use one of: ${[...asked.declared.keys()].join(', ')}; or restart evergrant up after a change`,
    exitCode: ExitCode.Usage,
  });
}

const CODES = {
  grant: 'UnknownGrant',
  token: 'UnknownToken',
  key: 'UnknownKey',
  'signing key': 'UnknownKey',
} as const;
