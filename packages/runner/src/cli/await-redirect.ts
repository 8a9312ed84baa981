import { ChairsideError, ERROR_CODES, type ChairsideErrorCode } from '@chairside/core';
import { HOUSE } from '../composition/tokens.js';
import type { RedirectListener } from '../http/redirect-listener.js';
import { CommandError, EXIT } from './command-error.js';
import { note } from './print.js';
import type { Session } from './session.js';

/** A login is good for this long, milliseconds. */
const LOGIN_LIFE = 10 * 60 * 1000;
const LOOK_EVERY = 250;

/**
 * Where a login's redirect arrives: at a listener of this command's own, or at the running service, which has the
 * address already. Either leaves word in the ledger.
 */
export class RedirectWait {
  readonly #session: Session;
  readonly #listener: RedirectListener | undefined;

  private constructor(session: Session, listener: RedirectListener | undefined) {
    this.#session = session;
    this.#listener = listener;
  }

  /** Listens; called before the login address is shown, as the redirect may come at once. */
  static async open(session: Session): Promise<RedirectWait> {
    const pairing = session.house.container.get(HOUSE.pairing);
    const address = new URL(session.config.itero.redirectUrl);
    if (isLoopback(address)) {
      const { listenForRedirect } = await import('../http/redirect-listener.js');
      const take = (url: string): Promise<unknown> => pairing.takeRedirect(new URL(url).searchParams, session.signal);
      return new RedirectWait(session, await listenForRedirect(address, take));
    }
    note('The redirect does not lead to this computer: use --paste if no service listens there.');
    return new RedirectWait(session, undefined);
  }

  /** Resolves when the login of this `state` arrived; throws LOGIN_REFUSED when it failed. */
  async arrived(state: string): Promise<void> {
    const { clock, house, signal } = this.#session;
    const until = clock.now() + LOGIN_LIFE;
    while (clock.now() < until && !signal.aborted) {
      const login = await house.ledger.pairings.login(state);
      if (login?.status === 'arrived') return;
      if (login?.status === 'failed') throw new ChairsideError(codeOf(login.error));
      await clock.sleep(LOOK_EVERY, signal);
    }
    throw new CommandError(
      EXIT.failed,
      signal.aborted ? 'Stopped; nothing was paired.' : 'Nobody logged in within 10 minutes. Start again.',
    );
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }
}

/** What the login's end was told with; a login that failed otherwise was refused. */
function codeOf(error: string | undefined): ChairsideErrorCode {
  return error !== undefined && Object.hasOwn(ERROR_CODES, error) ? (error as ChairsideErrorCode) : 'LOGIN_REFUSED';
}

function isLoopback({ hostname, protocol }: URL): boolean {
  return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]');
}
