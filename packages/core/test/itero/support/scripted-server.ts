import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answerer = (request: SeenRequest, response: ServerResponse, raw: IncomingMessage) => void | Promise<void>;

/** An HTTP server on a free port that answers as a test says and keeps what it was asked. */
export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  readonly #routes = new Map<string, Answerer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((raw, response) => void this.#answer(raw, response));
  }

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers `METHOD /path`; the newest answer for a route holds. */
  on(route: string, answer: Answerer): this {
    this.#routes.set(route, answer);
    return this;
  }

  /** Answers a route with JSON. */
  json(route: string, body: unknown, status = 200): this {
    return this.on(route, (_, response) => sendJson(response, body, status));
  }

  /** Requests of a route, oldest first. */
  requests(route: string): readonly SeenRequest[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(raw.url ?? '/', 'http://server');
    const chunks: Buffer[] = [];
    for await (const chunk of raw) chunks.push(chunk as Buffer);
    const method = raw.method ?? '';
    const seen = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: raw.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.seen.push(seen);
    const route = this.#routes.get(`${method} ${url.pathname}`);
    if (route === undefined) sendJson(response, {}, 404);
    else await route(seen, response, raw);
  }
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
