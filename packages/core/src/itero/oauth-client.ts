import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import { discard, readJson } from './answer-body.js';
import { callProblem, statusProblem } from './call-errors.js';
import { field } from './caseless.js';
import { joinUrl } from './endpoints.js';
import type { HttpAnswer, HttpCalls } from './http-calls.js';
import type { IteroApp } from './itero-app.js';
import { answeredTokens, type TokenSet } from './token-set.js';
import type { TrustedHosts } from './trusted-hosts.js';

/** RFC 6749, section 5.2, where the application itself is not accepted. */
const CLIENT_REFUSED = new Set(['invalid_client', 'unauthorized_client']);

/** The login server's own calls (RFC 6749, RFC 7009). Never repeated here: a refresh token may be spent by the first try. */
export class OAuthClient {
  readonly #app: IteroApp;
  readonly #calls: HttpCalls;
  readonly #trusted: TrustedHosts;
  readonly #clock: Clock;

  constructor(app: IteroApp, calls: HttpCalls, trusted: TrustedHosts, clock: Clock) {
    this.#app = app;
    this.#calls = calls;
    this.#trusted = trusted;
    this.#clock = clock;
  }

  /** The tokens for a login's code. Throws LOGIN_REFUSED where the code is not, or no longer, good. */
  exchange(code: string, verifier: string | undefined, signal: AbortSignal): Promise<TokenSet> {
    const pkce = verifier === undefined ? {} : { code_verifier: verifier };
    const form = { grant_type: 'authorization_code', code, redirect_uri: this.#app.redirectUrl, ...pkce };
    return this.#tokens(form, 'LOGIN_REFUSED', undefined, signal);
  }

  /** New tokens. Throws PAIRING_ENDED where the refresh token is no longer good. */
  refresh(refreshToken: string, signal: AbortSignal): Promise<TokenSet> {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    return this.#tokens(form, 'PAIRING_ENDED', refreshToken, signal);
  }

  /** Ends a token's life. */
  async revoke(token: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#post(this.#app.paths.revoke, { token }, 'revoke', signal);
    discard(answer);
    if (answer.status >= 300) throw statusProblem(answer, 'revoke', this.#clock.now());
  }

  async #tokens(
    form: Readonly<Record<string, string>>,
    invalidGrant: 'LOGIN_REFUSED' | 'PAIRING_ENDED',
    inHand: string | undefined,
    signal: AbortSignal,
  ): Promise<TokenSet> {
    const answer = await this.#post(this.#app.paths.token, form, 'token', signal);
    try {
      if (answer.status !== 200) throw await this.#refusal(answer, invalidGrant);
      const tokens = answeredTokens(await readJson(answer, 'token'), this.#clock.now(), inHand);
      if (tokens === undefined) throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: 'token: access_token' });
      return tokens;
    } catch (error) {
      throw callProblem(error, 'token');
    }
  }

  async #refusal(answer: HttpAnswer, invalidGrant: 'LOGIN_REFUSED' | 'PAIRING_ENDED'): Promise<ChairsideError> {
    if (answer.status < 400 || answer.status >= 500 || answer.status === 429) {
      discard(answer);
      return statusProblem(answer, 'token', this.#clock.now());
    }
    const error = await readJson(answer, 'token').then(
      (json) => field(json, 'error'),
      () => undefined,
    );
    if (error === 'invalid_grant') return new ChairsideError(invalidGrant, { detail: 'token: invalid_grant' });
    if (CLIENT_REFUSED.has(String(error)) || answer.status === 401) return new ChairsideError('CREDENTIALS_REFUSED');
    return statusProblem(answer, 'token', this.#clock.now());
  }

  async #post(
    path: string,
    form: Readonly<Record<string, string>>,
    endpoint: string,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { clientId, clientSecret, clientAuth } = this.#app;
    const inBody = clientAuth === 'body' ? { client_id: clientId, client_secret: clientSecret } : {};
    const headers: Record<string, string> = { 'Content-Type': 'application/x-www-form-urlencoded' };
    if (clientAuth === 'basic') {
      const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
      headers['Authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    const url = this.#trusted.forToken(joinUrl(this.#app.oauthBase, path));
    const body = new URLSearchParams({ ...form, ...inBody }).toString();
    try {
      return await this.#calls.send({ method: 'POST', endpoint, url, headers, body, freshConnection: true }, signal);
    } catch (error) {
      throw callProblem(error, endpoint);
    }
  }
}
