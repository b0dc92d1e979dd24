import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { type ClaimResult, claimMachine } from '../../../host/broker/claim-machine.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine } from '../../io.ts';

export interface ClaimOptions extends ConfigOption {
  readonly originalIsStopped?: boolean;
  readonly json?: boolean;
}

/** Takes a state directory over from another machine, if a person says that it may be. */
export async function claim(options: ClaimOptions, io: Io): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const result = await claimMachine({
    declaration,
    environment: io.environment,
    sure: options.originalIsStopped === true,
  });
  if (options.json) {
    printLine(io, JSON.stringify({ schema: 1, ...result }));
    return result.kind === 'unsure' ? ExitCode.Failed : ExitCode.Good;
  }
  const { directory } = result;
  switch (result.kind) {
    case 'ours':
      printLine(io, `${directory} belongs to this machine already; nothing was changed`);
      return ExitCode.Good;
    case 'claimed':
      printLine(io, `${directory} belongs to this machine now; ${contents(result)}`);
      printLine(io, next(result));
      return ExitCode.Good;
    case 'unsure':
      throw new Fault({
        code: 'StateFromAnotherMachine',
        message: `${directory} was made on another machine; if that one still refreshes, both would burn each other's grants`,
        remedy: 'stop evergrant there for good, then: evergrant claim --original-is-stopped',
      });
  }
}

type Claimed = Extract<ClaimResult, { kind: 'claimed' }>;

function contents({ grants, signingKeys }: Claimed): string {
  const keys = signingKeys.length > 0 ? [`signing keys: ${signingKeys.join(', ')}`] : [];
  const held = grants.length > 0 || keys.length === 0 ? [`grants: ${grants.join(', ') || 'none'}`] : [];
  return [...held, ...keys].join('; ');
}

function next({ grants }: Claimed): string {
  if (grants.length === 0) return 'next: evergrant up';
  return 'each grant is refreshed once before it is trusted again: evergrant up';
}
