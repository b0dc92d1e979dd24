import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A TCP server on loopback that does what it is told with each connection; for answers no HTTP server would send. */
export class RawServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Everything that clients wrote. */
  received = '';

  private constructor(onData: (socket: Socket, text: string) => void) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        this.received += chunk.toString('latin1');
        onData(socket, this.received);
      });
    });
  }

  /** @param onData called with all text so far, each time more arrives */
  static async start(onData: (socket: Socket, text: string) => void): Promise<RawServer> {
    const raw = new RawServer(onData);
    await new Promise<void>((resolve) => raw.#server.listen(0, '127.0.0.1', resolve));
    return raw;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
