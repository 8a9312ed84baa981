import { bodyForRecord, type Exchange } from './exchange.js';

/** A request that reached the cloud, for tests and people to look at. */
export interface RecordedRequest {
  readonly host: 'api' | 'storage';
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names; the Authorization header is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether an Authorization header came with it. */
  readonly authorized: boolean;
  readonly body: unknown;
  /** Milliseconds. */
  readonly at: number;
  /** Undefined until answered; 0 where the connection was broken without an answer. */
  status?: number;
  /** Bytes of the body that were sent. */
  sent?: number;
}

const KEPT = 20_000;

/** The latest requests, oldest first. */
export class RequestLog {
  #requests: RecordedRequest[] = [];

  add(exchange: Exchange, at: number): RecordedRequest {
    const { authorization, ...others } = exchange.headers;
    const headers = Object.entries(others).map(([name, value]) => [name, String(value)] as const);
    const recorded: RecordedRequest = {
      host: exchange.host,
      method: exchange.method,
      path: exchange.path,
      query: Object.fromEntries(exchange.query),
      headers: Object.fromEntries(headers),
      authorized: authorization !== undefined,
      body: bodyForRecord(exchange),
      at,
    };
    this.#requests.push(recorded);
    if (this.#requests.length > 2 * KEPT) this.#requests = this.#requests.slice(-KEPT);
    return recorded;
  }

  list(): readonly RecordedRequest[] {
    return [...this.#requests];
  }
}
