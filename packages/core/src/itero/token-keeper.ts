import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Bases } from './bases.js';
import { Hold } from './hold.js';
import type { OAuthClient } from './oauth-client.js';
import type { PairingBook } from './pairing-book.js';
import { refreshDue, type TokenSet } from './token-set.js';

/** After a refresh ahead of time failed, the next try. */
const NEXT_TRY = 30_000;

/**
 * One clinic's access token. Refreshes run one at a time, in this process by sharing it and on this machine under the
 * clinic's lock, where the stored token is read again first: what another process refreshed is used, and no refresh token
 * is spent twice.
 */
export class TokenKeeper {
  readonly #book: PairingBook;
  readonly #oauth: OAuthClient;
  readonly #bases: Bases;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #running: Promise<TokenSet> | undefined;
  readonly #nextTry: Hold;

  constructor(book: PairingBook, oauth: OAuthClient, bases: Bases, clock: Clock, logger: Logger) {
    this.#book = book;
    this.#oauth = oauth;
    this.#bases = bases;
    this.#clock = clock;
    this.#nextTry = new Hold(clock);
    this.#logger = logger;
  }

  /** A token to call with, refreshed ahead of its end. Throws NOT_PAIRED or PAIRING_ENDED. */
  async current(signal: AbortSignal): Promise<TokenSet> {
    await this.#book.paired();
    const tokens = await this.#book.tokens();
    if (tokens === undefined) throw new ChairsideError('NOT_PAIRED');
    const now = this.#clock.now();
    const over = now >= tokens.expiresAt;
    if (!over && (!refreshDue(tokens, now) || this.#nextTry.left > 0)) return tokens;
    try {
      return await this.renew(tokens, signal);
    } catch (error) {
      const { class: kind, code } = ChairsideError.from(error);
      if (over || kind === 'auth' || code === 'STOPPED') throw error;
      this.#nextTry.extend(NEXT_TRY);
      return tokens;
    }
  }

  /** A token in place of one that is over or was answered 401. Throws PAIRING_ENDED where there will be none. */
  async renew(failed: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    for (;;) {
      this.#running ??= this.#refresh(failed, signal).finally(() => {
        this.#running = undefined;
      });
      try {
        return await this.#running;
      } catch (error) {
        const sharedWithStopped = ChairsideError.is(error) && error.code === 'STOPPED' && !signal.aborted;
        if (!sharedWithStopped) throw error;
      }
    }
  }

  /** A token just refreshed was answered 401: the pairing is over. Always throws. */
  async giveUp(refused: TokenSet, signal: AbortSignal): Promise<never> {
    return this.#book.locked(signal, async () => {
      const stored = await this.#book.tokens();
      // Paired anew while the call was under way.
      if (stored?.accessToken !== refused.accessToken)
        throw new ChairsideError('CLOUD_ERROR', { detail: 'the pairing changed during the call' });
      return this.#end('HTTP 401 with a new token');
    });
  }

  #refresh(failed: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    return this.#book.locked(signal, async () => {
      await this.#book.paired();
      const stored = await this.#book.tokens();
      if (stored === undefined) throw new ChairsideError('NOT_PAIRED');
      if (stored.accessToken !== failed.accessToken) return stored;
      return this.#exchange(stored);
    });
  }

  async #exchange(stored: TokenSet): Promise<TokenSet> {
    if (stored.refreshToken === undefined) return this.#end('no refresh token');
    // A refresh token is spent by its use: where the new one could not be kept, the pairing would be lost.
    await this.#book.saveTokens(stored);
    // Not to be stopped half-way: the answer may hold the only good refresh token. The calls' own time limits end it.
    const { signal } = new AbortController();
    await this.#bases.refresh(stored.accessToken, signal);
    const tokens = await this.#oauth.refresh(stored.refreshToken, signal).catch((error: unknown) => {
      if (ChairsideError.is(error) && error.code === 'PAIRING_ENDED') return this.#end('invalid_grant');
      throw error;
    });
    await this.#book.saveTokens(tokens);
    await this.#bases.refresh(tokens.accessToken, signal);
    return tokens;
  }

  async #end(detail: string): Promise<never> {
    await this.#book.change({ status: 'ended' });
    this.#logger.error('The pairing was ended by iTero; the clinic must be paired again', {
      clinic: this.#book.clinic,
      code: 'PAIRING_ENDED',
    });
    throw new ChairsideError('PAIRING_ENDED', { detail });
  }
}
