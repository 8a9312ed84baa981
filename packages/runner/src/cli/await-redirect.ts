import { ChairsideError } from '@chairside/core';
import { HOUSE } from '../composition/tokens.js';
import { listenForRedirect } from '../http/redirect-listener.js';
import { CommandError, EXIT } from './command-error.js';
import { note } from './print.js';
import type { Session } from './session.js';

/** A login is good for this long, milliseconds (INTERFACE: a live `state` made within 10 minutes). */
const LOGIN_LIFE = 10 * 60 * 1000;
const LOOK_EVERY = 250;

/**
 * Waits until the login's redirect arrived: at a listener of this command's own, or at the running service, which has
 * the address already; both leave word in the ledger.
 */
export async function awaitRedirect(session: Session, state: string): Promise<void> {
  const pairing = session.house.container.get(HOUSE.pairing);
  const address = new URL(session.config.itero.redirectUrl);
  const listener = isLoopback(address) ? await listenForRedirect(address, (url) => pairing.takeRedirect(url, session.signal)) : undefined;
  if (listener === undefined && !isLoopback(address)) note('The redirect does not lead to this computer: use --paste if no service listens there.');
  try {
    const until = session.clock.now() + LOGIN_LIFE;
    while (session.clock.now() < until && !session.signal.aborted) {
      const login = await session.house.ledger.pairings.login(state);
      if (login?.status === 'arrived') return;
      if (login?.status === 'failed') throw new ChairsideError('LOGIN_REFUSED', { detail: login.error });
      await session.clock.sleep(LOOK_EVERY, session.signal);
    }
    throw new CommandError(EXIT.failed, 'Nobody logged in within 10 minutes. Start again.');
  } finally {
    await listener?.close();
  }
}

function isLoopback({ hostname, protocol }: URL): boolean {
  return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]');
}
