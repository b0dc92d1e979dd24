import { ExitCode } from '../../../core/exit-code.ts';
import type { KeySet } from '../../../core/rotate/set-key.ts';
import { brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor, named } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { readSecret } from '../../read-secret.ts';

export interface KeyOptions extends ConfigOption {
  readonly json?: boolean;
}

/** Puts a key from standard input in force, through the running broker or as the broker. */
export async function setKey(
  name: string,
  { options, io }: { options: KeyOptions; io: Io },
): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  named('key', name, declaration.apiKeys);
  const key = await readSecret(io, `API key ${name}`);
  const { broker, close } = await brokerFor(declaration, { io, command: `evergrant key set ${name}` });
  try {
    const result = await broker.setKey(name, key);
    if (options.json) printLine(io, JSON.stringify({ schema: 1, key: name, ...result }));
    else report(name, { result, io });
    return result.kind === 'refused' ? ExitCode.Failed : ExitCode.Good;
  } finally {
    await close();
  }
}

function report(name: string, { result, io }: { result: KeySet; io: Io }): void {
  switch (result.kind) {
    case 'refused':
      sayLine(io, `evergrant: ${name}: ${result.message} (${result.reason}); nothing was changed`);
      sayLine(io, `next: ${result.remedy}`);
      return;
    case 'unchanged':
      printLine(io, `${name} is this key already (generation ${result.generation}, ${result.fingerprint})`);
      return;
    case 'set':
      printLine(io, `${name} is in force (generation ${result.generation}, ${result.fingerprint})`);
      if (!result.proven) sayLine(io, 'nobody could ask its issuer whether it works');
      if (result.previous === 'retires')
        sayLine(io, 'the key before it ends at its issuer after the overlap');
      if (result.previous === 'stays')
        sayLine(
          io,
          "the key before it still works: delete it on the issuer's page when nobody uses it any more",
        );
  }
}
