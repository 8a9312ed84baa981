import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Discovery } from './discovery.js';
import { API_VERSIONS, joinUrl, type ApiVersion } from './endpoints.js';
import type { IteroApp } from './itero-app.js';
import type { PairingBook } from './pairing-book.js';

const HOUR = 3_600_000;
/** How soon Discovery is asked again after it failed, or after a doubt. */
const SOON = 60_000;

/** What one look at Discovery brought; one version may fail without the other. */
interface Reading {
  readonly fresh: Readonly<Record<string, string>>;
  readonly failure: ChairsideError | undefined;
}

/**
 * The base addresses of one clinic's account. The last good ones are kept with the pairing; Discovery is read again
 * after each refresh, after an hour, and when a call failed as it does where an address is no longer right.
 */
export class Bases {
  readonly #app: IteroApp;
  readonly #discovery: Discovery;
  readonly #book: PairingBook;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** For a login that has no record yet. */
  #read: Readonly<Record<string, string>> = {};
  #reading: Promise<Reading> | undefined;
  #nextReadAt = 0;
  #readAt = 0;

  constructor(app: IteroApp, discovery: Discovery, book: PairingBook, clock: Clock, logger: Logger) {
    this.#app = app;
    this.#discovery = discovery;
    this.#book = book;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** What Discovery told this process; goes into the record of a new pairing. */
  get known(): Readonly<Record<string, string>> {
    return this.#read;
  }

  /**
   * The base of a version. Throws what Discovery did where it failed and no earlier value is known, and
   * PATIENT_SEARCH_UNAVAILABLE where version 3 has no Discovery: it has no legacy base (iTero DPMS API, Patient Search - V3).
   */
  async base(version: ApiVersion, accessToken: string, signal: AbortSignal): Promise<string> {
    if (this.#app.discovery?.[version] === undefined) return this.#legacy(version);
    const now = this.#clock.now();
    // Not where the clock was set back since.
    if (this.#readAt <= now && now < this.#nextReadAt) {
      const known = await this.#known(version);
      if (known !== undefined) return known;
    }
    this.#reading ??= this.#readAll(accessToken, signal).finally(() => {
      this.#reading = undefined;
    });
    const { fresh, failure } = await this.#reading;
    if (Object.keys(fresh).length > 0) await this.#book.locked(signal, () => this.#keep(fresh));
    const known = await this.#known(version);
    if (known !== undefined) return known;
    throw failure ?? new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `discovery: ${version}` });
  }

  /** Reads all configured addresses anew and keeps what is good. Never throws. The caller holds the clinic's lock. */
  async refresh(accessToken: string, signal: AbortSignal): Promise<void> {
    await this.#keep((await this.#readAll(accessToken, signal)).fresh);
  }

  /** The next call asks Discovery first, however young the last answer is. */
  expire(): void {
    this.#nextReadAt = 0;
  }

  /** A call failed as it does where an address is no longer right: the next one asks Discovery first. */
  doubt(): void {
    this.#nextReadAt = Math.min(this.#nextReadAt, this.#readAt + SOON);
  }

  async #known(version: ApiVersion): Promise<string | undefined> {
    return (await this.#book.record())?.bases[version] ?? this.#read[version];
  }

  async #readAll(accessToken: string, signal: AbortSignal): Promise<Reading> {
    let failure: ChairsideError | undefined;
    const fresh: Record<string, string> = {};
    this.#readAt = this.#clock.now();
    for (const version of API_VERSIONS) {
      const address = this.#app.discovery?.[version];
      if (address === undefined) continue;
      try {
        fresh[version] = await this.#discovery.read(address, version, accessToken, signal);
      } catch (error) {
        failure ??= ChairsideError.from(error);
      }
    }
    this.#read = { ...this.#read, ...fresh };
    this.#nextReadAt = this.#readAt + (failure === undefined ? HOUR : SOON);
    if (failure?.code === 'CLOUD_ADDRESS_REFUSED') {
      this.#logger.warn('Discovery names an address that may not see the access token; it is not used', {
        clinic: this.#book.clinic,
        code: failure.code,
      });
    }
    return { fresh, failure };
  }

  async #keep(fresh: Reading['fresh']): Promise<void> {
    const record = await this.#book.record();
    const bases = { ...record?.bases, ...fresh };
    if (record !== undefined && Object.entries(bases).some(([version, base]) => record.bases[version] !== base)) {
      await this.#book.change({ bases });
    }
  }

  #legacy(version: ApiVersion): string {
    if (version === 'v2') return joinUrl(this.#app.baseUrl, '/api/third-party/v2');
    // Its only endpoint is the patient search.
    throw new ChairsideError('PATIENT_SEARCH_UNAVAILABLE', { detail: `itero.discovery.${version} is not configured` });
  }
}
