import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { TransportError } from './transport-error.js';

export interface BodyLimits {
  /** Milliseconds that the connection may be silent. */
  readonly idle: number;
  /** Milliseconds in which all of it must be here; undefined for a file, which takes as long as the line needs. */
  readonly whole?: number | undefined;
  /** Bytes that must come within each `idle`, so that a trickle is no way to hold a place for ever. */
  readonly least?: number | undefined;
}

/** Ends the body of an answer with a TransportError where it falls silent, trickles or takes too long. */
export function watchBody(body: Readable, socket: Socket | null, { idle, whole, least = 0 }: BodyLimits): void {
  if (socket === null || body.closed) return;
  const giveUp = (): void => {
    body.destroy(new TransportError('timeout', 'ETIMEDOUT', true));
  };
  let seen = socket.bytesRead;
  const pulse = setInterval(() => {
    // Whoever reads it may be the slow one.
    const waits = body.readableLength >= body.readableHighWaterMark;
    if (!waits && socket.bytesRead - seen < least) giveUp();
    seen = socket.bytesRead;
  }, idle);
  const end = whole === undefined ? undefined : setTimeout(giveUp, whole);
  socket.setTimeout(idle);
  socket.on('timeout', giveUp);
  body.once('close', () => {
    clearInterval(pulse);
    clearTimeout(end);
    socket.off('timeout', giveUp);
  });
}
