import type { Declaration } from '../../../core/config/declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { toIso } from '../../../core/time.ts';
import { controlSocketPath } from '../../../host/broker/control-path.ts';
import type { MachineBroker } from '../../../host/broker/machine-broker.ts';
import { openMachineBroker } from '../../../host/broker/open-machine-broker.ts';
import { waitForCommand } from '../../../host/broker/wait-for-command.ts';
import { serveBroker } from '../../../host/control/server.ts';
import { assertSocketPathFits } from '../../../host/control/socket-path.ts';
import { systemWaitingClock } from '../../../host/supervisor/waiting-clock.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { eventJson, eventText } from '../../event-text.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

/** Runs the broker until interrupted. Being killed costs nothing: the next start goes on where this one was. */
export async function up(options: ConfigOption & { json?: boolean }, io: Io): Promise<ExitCode> {
  const { declaration, path } = await declarationFor(options, io);
  const socketPath = controlSocketPath(machineEngine(declaration).stateDirectory);
  assertSocketPathFits(socketPath);
  const broker = await openMachineBroker({
    declaration,
    command: COMMAND,
    environment: io.environment,
    terminal: io.stderr,
    whenHeld: waitForCommand({
      clock: systemWaitingClock,
      stays: COMMAND,
      say: (line) => sayLine(io, line),
      signal: io.interrupted,
    }),
  });
  const unexpected = (error: unknown) =>
    sayLine(io, `evergrant: ${error instanceof Error ? error.message : error}`);
  const server = await serveBroker(broker, { socketPath, unexpected });
  const others = await serveOthers(declaration, { broker, unexpected }).catch(async (error: unknown) => {
    await server.close();
    await broker.close();
    throw error;
  });
  const printed = printEvents(broker, { json: options.json === true, io });
  sayLine(
    io,
    `evergrant up: ${declaration.deployment} from ${path}, process ${process.pid}, ${toIso(Date.now())}`,
  );
  const { tokenSocket: socket } = declaration;
  if (socket)
    sayLine(io, `tokens for group ${socket.group}: ${socket.path} (${[...socket.tokens.keys()].join(', ')})`);
  const { web } = declaration;
  if (web) sayLine(io, `public keys: ${web.host} port ${web.port}, below the path of each issuer`);
  for (const lint of declaration.lints) sayLine(io, `warning: ${lint.path}: ${lint.message}`);
  broker.start();
  await sayWhoIsMissing(broker, io);
  await interruption(io.interrupted);
  await broker.close();
  await Promise.all([server, ...others].map((each) => each.close()));
  await printed;
  return io.interrupted.reason === 'SIGTERM' ? ExitCode.Good : ExitCode.Interrupted;
}

/** What the lock of the state directory shows of this process. */
const COMMAND = 'evergrant up';

interface Served {
  close(): Promise<void>;
}

/** What is served only where it is declared; all or nothing, and loaded only then. */
async function serveOthers(
  { metadata, tokenSocket: socket, sinks, web, signingKeys }: Declaration,
  { broker, unexpected }: { broker: MachineBroker; unexpected: (error: unknown) => void },
): Promise<readonly Served[]> {
  const served: Served[] = [];
  try {
    if (socket) {
      const { serveTokens } = await import('../../../host/control/token-server.ts');
      served.push(await serveTokens(broker, { socket, sinks, unexpected }));
    }
    if (metadata) {
      const { serveMetadata } = await import('../../../host/metadata/server.ts');
      served.push(await serveMetadata(broker, { metadata, unexpected }));
    }
    if (web) {
      const { serveWeb } = await import('../../../web/serve-web.ts');
      const issuers = [...signingKeys.values()].map(({ name, issuer, algorithm }) => ({
        issuer,
        algorithm,
        keys: () => broker.publishedKeys(name),
      }));
      served.push(await serveWeb(web, { issuers, unexpected }));
    }
    return served;
  } catch (error) {
    await Promise.all(served.map((each) => each.close()));
    throw error;
  }
}

/** A broker without a grant has nothing to do, and waits for a person who may not know it. */
async function sayWhoIsMissing(broker: MachineBroker, io: Io): Promise<void> {
  const { credentials, apiKeys } = await broker.status();
  for (const { name, state } of credentials) {
    if (state === 'noGrant')
      sayLine(io, `nobody has consented to ${name} yet; next: evergrant login ${name}`);
  }
  for (const { name, state } of apiKeys) {
    if (state === 'noKey') sayLine(io, `nobody has set ${name} yet; next: evergrant key set ${name}`);
  }
}

async function printEvents(broker: MachineBroker, { json, io }: { json: boolean; io: Io }): Promise<void> {
  for await (const event of broker.events({ recent: 100, signal: new AbortController().signal })) {
    printLine(io, json ? eventJson(event) : eventText(event, io));
  }
}

function interruption(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
