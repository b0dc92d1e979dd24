import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/** The declared thing of this name. @throws Fault `UnknownGrant` or `UnknownToken` that says which there are. */
export function named<T>(
  kind: 'grant' | 'token',
  asked: { name: string; declared: ReadonlyMap<string, T> },
): T {
  const found = asked.declared.get(asked.name);
  if (found !== undefined) return found;
  throw new Fault({
    code: kind === 'grant' ? 'UnknownGrant' : 'UnknownToken',
    message: `there is no ${kind} "${asked.name}" in the declaration that the broker runs with`,
    remedy: `use one of: ${[...asked.declared.keys()].join(', ')}; or restart evergrant up after a change`,
    exitCode: ExitCode.Usage,
  });
}
