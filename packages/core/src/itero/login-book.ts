import { createHash, randomBytes } from 'node:crypto';
import type { ClinicId } from '../domain/ids.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { PairingStore } from '../ports/pairing-store.js';
import type { SecretVault } from '../ports/secret-vault.js';
import type { IteroApp } from './itero-app.js';

/** How long a `state` is good (Addresses, /pairing/callback). */
const LOGIN_LIFETIME = 600_000;
const RANDOM_BYTES = 32;

/** A login that came back from the login page. */
export interface ReturnedLogin {
  readonly state: string;
  readonly clinic: ClinicId;
  readonly code: string;
  /** Where PKCE is used (RFC 7636). */
  readonly verifier?: string | undefined;
}

function random(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}

/** Logins on their way through the browser: each `state` is random, good for one redirect within 10 minutes. */
export class LoginBook {
  readonly #app: IteroApp;
  readonly #store: PairingStore;
  readonly #vault: SecretVault;
  readonly #clock: Clock;

  constructor(app: IteroApp, store: PairingStore, vault: SecretVault, clock: Clock) {
    this.#app = app;
    this.#store = store;
    this.#vault = vault;
    this.#clock = clock;
  }

  /** Begins a login; `url` is what the browser is to open. */
  async begin(clinic: ClinicId): Promise<{ readonly url: string; readonly state: string }> {
    const state = random();
    const url = new URL(this.#app.loginPage);
    const own: Record<string, string> = {
      response_type: 'code',
      client_id: this.#app.clientId,
      redirect_uri: this.#app.redirectUrl,
      state,
      ...(this.#app.scope !== '' && { scope: this.#app.scope }),
    };
    if (this.#app.usePkce) {
      const verifier = random();
      await this.#vault.set(this.#verifierName(state), verifier);
      own['code_challenge'] = createHash('sha256').update(verifier).digest('base64url');
      own['code_challenge_method'] = 'S256';
    }
    for (const [name, value] of Object.entries({ ...this.#app.authorizeParams, ...own }))
      url.searchParams.set(name, value);
    await this.#store.beginLogin({ state, clinic, startedAt: this.#clock.now(), status: 'open' });
    return { url: url.href, state };
  }

  /**
   * Takes what the browser was sent back with: a query, or the whole address as it was pasted. Throws
   * LOGIN_STATE_UNKNOWN where its `state` is none of ours, was used or is too old, LOGIN_REFUSED where it brings no code.
   */
  async take(redirect: URLSearchParams | string): Promise<ReturnedLogin> {
    const query = typeof redirect === 'string' ? this.#query(redirect) : redirect;
    const state = query.get('state') ?? '';
    const login = state === '' ? undefined : await this.#store.takeLogin(state, this.#clock.now() - LOGIN_LIFETIME);
    if (login === undefined) throw new ChairsideError('LOGIN_STATE_UNKNOWN');
    const verifier = this.#app.usePkce ? await this.#vault.get(this.#verifierName(state)) : undefined;
    if (this.#app.usePkce) await this.#vault.delete(this.#verifierName(state));
    const code = query.get('code') ?? '';
    if (code !== '' && !query.has('error')) return { state, clinic: login.clinic, code, verifier };
    await this.#store.endLogin(state, 'failed', 'LOGIN_REFUSED');
    throw new ChairsideError('LOGIN_REFUSED', { detail: /^[a-z_]{1,40}$/.exec(query.get('error') ?? '')?.[0] });
  }

  #query(text: string): URLSearchParams {
    const trimmed = text.trim();
    if (!/^https?:\/\//i.test(trimmed)) return new URLSearchParams(trimmed.replace(/^[^?]*\?/, ''));
    const [given, ours] = [URL.parse(trimmed), new URL(this.#app.redirectUrl)];
    const path = (url: URL): string => url.pathname.replace(/\/+$/, '');
    if (given === null || given.origin !== ours.origin || path(given) !== path(ours)) {
      throw new ChairsideError('LOGIN_STATE_UNKNOWN', { detail: 'the address is not itero.redirectUrl' });
    }
    return given.searchParams;
  }

  #verifierName(state: string): string {
    return `itero/login/${createHash('sha256').update(state).digest('hex')}`;
  }
}
