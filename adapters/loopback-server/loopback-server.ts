import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { errorNumber } from '../files/file-fault.ts';

/** Where to listen, and what to call it when that fails. */
export interface LoopbackAddress {
  readonly host: string;
  readonly port: number;
  /** Where the address is declared: `metadata.listen`. */
  readonly declaredAt: string;
  /** Code of the fault. */
  readonly code: string;
}

export interface LoopbackServer {
  /** Ends with what is under way cut off. */
  close(): Promise<void>;
}

/** Answers HTTP on an address of this host. @throws Fault with the code given, when the address cannot be had */
export async function serveOnLoopback(
  answer: RequestListener,
  address: LoopbackAddress,
): Promise<LoopbackServer> {
  const server = createServer(answer);
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw addressFault(error, address);
  }
  return {
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function addressFault(error: unknown, { host, port, declaredAt, code }: LoopbackAddress): Fault {
  const number = errorNumber(error);
  const why =
    number === 'EADDRINUSE'
      ? 'another program listens there'
      : `this host does not allow it (${number ?? 'unknown'})`;
  return new Fault({
    code,
    message: `${declaredAt} ${host}:${port}: ${why}`,
    remedy: `declare another port: ${declaredAt}; or find who has it: ss -ltnp sport = :${port}`,
    exitCode: ExitCode.Failed,
    cause: error,
  });
}
