import type { Broker } from '../../../core/broker.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { parseSpan, SECOND, toIso } from '../../../core/time.ts';
import { connectBroker } from '../../../host/control/client.ts';
import { brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor, named } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

export interface TokenOptions extends ConfigOption {
  readonly json?: boolean;
  readonly minValid?: string;
  readonly socket?: string;
}

/** Prints one token, for shells and scripts. */
export async function token(
  name: string,
  { options, io }: { options: TokenOptions; io: Io },
): Promise<ExitCode> {
  const wish = options.minValid === undefined ? {} : { minValidSeconds: secondsOf(options.minValid) };
  const { broker, close } = await tokenSource(name, { options, io });
  try {
    const result = await broker.token(name, wish);
    if (result.kind === 'unavailable') {
      sayLine(io, `evergrant: no token ${name}: ${result.message} (${result.reason})`);
      sayLine(io, `next: ${result.remedy}`);
      return ExitCode.Failed;
    }
    const { accessToken, expiresAt, generation, fingerprint } = result;
    const document = {
      schema: 1,
      accessToken: accessToken.reveal(),
      expiresAt: expiresAt === null ? null : toIso(expiresAt),
      generation,
      fingerprint,
    };
    printLine(io, options.json ? JSON.stringify(document) : accessToken.reveal());
    return ExitCode.Good;
  } finally {
    await close();
  }
}

/** Where tokens come from, and how to leave it. */
interface TokenSource {
  readonly broker: Pick<Broker, 'token'>;
  close(): Promise<void>;
}

/** A named socket is asked alone: whoever was given one may neither read the declaration nor be the broker. */
async function tokenSource(
  name: string,
  { options, io }: { options: TokenOptions; io: Io },
): Promise<TokenSource> {
  const socketPath = options.socket ?? (options.config ? undefined : io.environment.EVERGRANT_SOCKET);
  if (socketPath) {
    return { broker: connectBroker(socketPath, { signal: io.interrupted }), close: async () => {} };
  }
  const { declaration } = await declarationFor(options, io);
  named('token', name, declaration.tokens);
  return await brokerFor(declaration, { io, command: `evergrant token ${name}` });
}

function secondsOf(text: string): number {
  const span = parseSpan(text);
  if (span !== undefined) return Math.ceil(span / SECOND);
  throw new Fault({
    code: 'OptionInvalid',
    message: `--min-valid ${text}: expected a span such as 60s, 5m or 1h30m`,
    remedy: 'evergrant token --help',
    exitCode: ExitCode.Usage,
  });
}
