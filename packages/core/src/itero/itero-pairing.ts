import type { ClinicId } from '../domain/ids.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { IteroAccount } from './account.js';
import type { IteroDeps } from './itero-app.js';
import { LoginBook } from './login-book.js';
import { PairCalls, type CallbackAddress, type Company } from './pair-calls.js';

/** What a pairing brought. */
export interface Paired {
  readonly companyName: string;
  /** What iTero says of the account's patients, and what could not be checked yet; as text. */
  readonly warnings: readonly string[];
}

/**
 * The way from a login to a pairing and back. Each step may be done by another process: what it needs is in the pairing
 * store and the vault. Pairing changes what is stored only when iTero answered.
 */
export class IteroPairing {
  readonly #deps: IteroDeps;
  readonly #logins: LoginBook;
  readonly #accounts = new Map<ClinicId, { readonly account: IteroAccount; readonly calls: PairCalls }>();

  constructor(deps: IteroDeps) {
    this.#deps = deps;
    this.#logins = new LoginBook(deps.app, deps.pairings, deps.vault, deps.clock);
  }

  /** Begins a login for a clinic; `url` is to be opened in a browser. May be called again, for another try. */
  begin(clinic: ClinicId): Promise<{ readonly url: string; readonly state: string }> {
    return this.#logins.begin(clinic);
  }

  /**
   * Takes the redirect, as a query or as the whole pasted address, and exchanges its code. Throws LOGIN_STATE_UNKNOWN,
   * LOGIN_REFUSED or CREDENTIALS_REFUSED; the login then has to be begun again.
   */
  async takeRedirect(redirect: URLSearchParams | string, signal: AbortSignal): Promise<ClinicId> {
    const { pairings } = this.#deps;
    const { state, clinic, code, verifier } = await this.#logins.take(redirect);
    const { account } = this.#of(clinic);
    try {
      const tokens = await account.oauth.exchange(code, verifier, signal);
      await account.book.savePending(tokens);
    } catch (error) {
      const failure = ChairsideError.from(error, 'UNEXPECTED', signal);
      await pairings.endLogin(state, 'failed', failure.code);
      throw failure;
    }
    await pairings.endLogin(state, 'arrived');
    return clinic;
  }

  /** The accounts that the login may pair. Throws LOGIN_REFUSED where there is no login, or it is over. */
  companies(clinic: ClinicId, signal: AbortSignal): Promise<readonly Company[]> {
    return this.#of(clinic).calls.companies(signal);
  }

  /**
   * Pairs the clinic with an account; its new tokens replace all others. Throws COMPANY_TAKEN where another clinic here
   * holds the account, COMPANY_UNKNOWN where the login may not pair it, COMPANY_MISMATCH where iTero then answers for
   * another one. Never repeated by itself: where the answer was lost it throws LOGIN_REFUSED, and the login has to be
   * begun again.
   */
  async pair(
    clinic: ClinicId,
    companyId: number,
    callback: CallbackAddress | undefined,
    signal: AbortSignal,
  ): Promise<Paired> {
    const { pairings, logger } = this.#deps;
    // One pairing at a time on this machine: two clinics must not choose the same account at once.
    return pairings.withLock('pair', signal, async () => {
      const others = (await pairings.list()).filter(
        (record) => record.clinic !== clinic && record.status !== 'unpaired',
      );
      if (others.some((record) => record.companyId === companyId)) throw new ChairsideError('COMPANY_TAKEN');
      const paired = await this.#of(clinic).calls.pair(companyId, callback, signal);
      logger.info('The clinic was paired', { clinic, count: paired.warnings.length });
      return paired;
    });
  }

  /**
   * Ends the pairing at iTero and erases the tokens here. What iTero could not be told is returned, not thrown: the
   * tokens are gone in any case. May be called for a clinic that is not paired.
   */
  async unpair(clinic: ClinicId, signal: AbortSignal): Promise<{ readonly failures: readonly ChairsideError[] }> {
    const failures = await this.#of(clinic).calls.unpair(signal);
    this.#deps.logger.info('The clinic was unpaired', { clinic, count: failures.length });
    return { failures };
  }

  #of(clinic: ClinicId): { readonly account: IteroAccount; readonly calls: PairCalls } {
    let known = this.#accounts.get(clinic);
    if (known === undefined) {
      const account = new IteroAccount(this.#deps, clinic);
      known = { account, calls: new PairCalls(this.#deps, account) };
      this.#accounts.set(clinic, known);
    }
    return known;
  }
}
