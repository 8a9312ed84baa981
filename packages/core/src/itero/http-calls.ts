import type { Readable } from 'node:stream';

/** One HTTP request of one hop. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** What is called, without its values: `/orders/:rxId`. */
  readonly endpoint: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** The answer is a file: its bytes are wanted as they come, and it may be fetched from another origin. */
  readonly download?: boolean | undefined;
  /** The address came from a redirect to another origin: no token, only public addresses. */
  readonly stranger?: boolean | undefined;
  /** Must not meet a connection that the other side is just closing, since it cannot be sent again. */
  readonly freshConnection?: boolean | undefined;
}

/** An answer whose body is not yet read: read it to its end, or destroy it. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  readonly url: URL;
  /** Whether it came from an origin that a redirect named. */
  readonly stranger: boolean;
}

/**
 * Sends requests. Any status is an answer; throws TransportError where there is none, and CLOUD_BUSY or STOPPED before
 * anything was sent.
 */
export interface HttpCalls {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
}
