import { ExitCode } from '../../../core/exit-code.ts';
import { brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { grantOf } from '../../grant-of.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

export interface RefreshOptions extends ConfigOption {
  readonly json?: boolean;
  readonly unless?: string;
}

/** Refreshes one grant or the token of an agent now, through the running broker or as the broker. */
export async function refreshNow(name: string, call: { options: RefreshOptions; io: Io }): Promise<ExitCode> {
  const { options, io } = call;
  const { declaration } = await declarationFor(options, io);
  const grant = declaration.agentTokens.get(name) ?? grantOf(name, { declaration, command: 'refresh' });
  const { broker, close } = await brokerFor(declaration, { io, command: `evergrant refresh ${name}` });
  try {
    const unless = options.unless === undefined ? {} : { unlessFingerprint: options.unless };
    const result = await broker.refresh(grant.name, unless);
    if (options.json) printLine(io, JSON.stringify({ schema: 1, grant: grant.name, ...result }));
    if (result.kind === 'unavailable') {
      if (options.json) return ExitCode.Failed;
      sayLine(io, `evergrant: ${grant.name}: ${result.message} (${result.reason})`);
      sayLine(io, `next: ${result.remedy}`);
      return ExitCode.Failed;
    }
    const already =
      grant.kind === 'agent-token' ? 'a token that is fresh enough is' : 'another token is already';
    const word = result.kind === 'refreshed' ? 'refreshed' : `not refreshed: ${already} in force`;
    if (!options.json)
      printLine(io, `${grant.name} ${word} (generation ${result.generation}, token ${result.fingerprint})`);
    return ExitCode.Good;
  } finally {
    await close();
  }
}
