import { ExitCode } from '../../../core/exit-code.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { checkPrograms } from './check-programs.ts';

/** Validates the declaration; faults of reading it carry every problem at once. */
export async function check(options: ConfigOption & { json?: boolean }, io: Io): Promise<ExitCode> {
  const { path, declaration } = await declarationFor(options, io);
  await checkPrograms(declaration, io.environment);
  const { deployment, engine, grants, tokens, sinks, daemons, lints } = declaration;
  if (options.json) {
    const names = (map: ReadonlyMap<string, unknown>) => [...map.keys()];
    const { kind, stateDirectory } = engine;
    printLine(
      io,
      JSON.stringify({
        schema: 1,
        file: path,
        deployment,
        engine: { kind, stateDirectory },
        grants: names(grants),
        tokens: names(tokens),
        sinks: names(sinks),
        daemons: names(daemons),
        warnings: lints,
      }),
    );
    return ExitCode.Good;
  }
  printLine(io, `${path} is good: deployment ${deployment}`);
  printLine(io, `  state      ${engine.stateDirectory}`);
  for (const { name, client, account } of grants.values()) {
    printLine(io, `  grant      ${name} (client ${client.name}${account ? `, account ${account}` : ''})`);
  }
  for (const { name, token, file } of sinks.values())
    printLine(io, `  sink       ${name}: token ${token.name} into ${file}`);
  for (const { name, uses, tokens } of daemons.values()) {
    const used = [
      ...uses.map((sink) => sink.name),
      ...tokens.map((use) => `token ${use.token.name} by ${use.via}`),
    ];
    printLine(io, `  daemon     ${name}${used.length > 0 ? ` uses ${used.join(', ')}` : ''}`);
  }
  for (const lint of lints) sayLine(io, `warning: ${lint.path}: ${lint.message}`);
  return ExitCode.Good;
}
