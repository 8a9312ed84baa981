import { HOST } from '@chairside/opendental-practice';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A way to a server that may fall silent, where connections stay open and nothing comes back over them, or break, where
 * there is none any more.
 */
export class SilentWay {
  silent = false;
  #broken = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(to: number) {
    this.#server = createServer((client) => {
      if (this.#broken) {
        client.destroy();
        return;
      }
      const server = connect(to, HOST);
      client.on('data', (bytes) => server.write(bytes));
      server.on('data', (bytes) => {
        if (!this.silent) client.write(bytes);
      });
      for (const [socket, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => other.destroy());
      }
    });
  }

  static async open(to: number): Promise<SilentWay> {
    const way = new SilentWay(to);
    way.#server.listen(0, HOST);
    await once(way.#server, 'listening');
    return way;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection, and each new one at once. */
  break(): void {
    this.#broken = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#broken = false;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }
}
