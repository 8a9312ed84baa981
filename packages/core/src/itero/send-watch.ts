import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

function handshaking(socket: Socket): boolean {
  return 'encrypted' in socket && (socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting === true;
}

/**
 * A transport for axios that knows whether a request can have left the computer. Node begins to write at once when a
 * connection stands (for https: when its handshake is done), so up to that moment it is sure that nothing was sent.
 */
export class SendWatch {
  #begun = false;

  /** Whether bytes of the request may have been written. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Called by axios in place of `http.request` and `https.request`. */
  request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest {
    this.#begun = false;
    const request = options.protocol === 'https:' ? https.request(options, onAnswer) : http.request(options, onAnswer);
    request.once('socket', (socket) => this.#watch(socket));
    return request;
  }

  #watch(socket: Socket): void {
    const begin = (): void => {
      this.#begun = true;
    };
    if (handshaking(socket)) socket.once('secureConnect', begin);
    else if (socket.connecting) socket.once('connect', begin);
    else begin();
  }
}
