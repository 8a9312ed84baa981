import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A listener that can be taken away, with all its connections, and come back on the same port. */
export class HttpHost {
  readonly #address: string;
  readonly #handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #server: Server | undefined;

  /** @param port 0 for a free one, which is then kept */
  constructor(address: string, port: number, handle: (request: IncomingMessage, response: ServerResponse) => void) {
    this.#address = address;
    this.#port = port;
    this.#handle = handle;
  }

  /** `http://address:port`; only once it has listened. */
  get url(): string {
    const host = this.#address.includes(':') ? `[${this.#address}]` : this.#address;
    return `http://${host}:${this.#port}`;
  }

  /** Listens; nothing where it does already. @throws Error where the port is taken */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ keepAliveTimeout: 30_000, requestTimeout: 0 }, this.#handle);
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(this.#port, this.#address, resolve);
      });
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Stops listening and breaks all connections. May be called twice. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
