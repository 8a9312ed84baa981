import { createHash } from 'node:crypto';
import { type Answer, redirect } from '../http/answer.js';
import type { Exchange } from '../http/exchange.js';
import type { Call, Route } from '../http/router.js';
import { seededToken } from '../random.js';
import type { Cloud } from '../world/cloud.js';
import type { TokenFamily, TokenSet } from '../world/token-store.js';
import { loginPage } from './login-page.js';

interface Grant {
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly companyIds: readonly number[];
  readonly expiresAt: number;
  /** Set once the code was used. */
  family?: TokenFamily;
}

const CODE_LIFETIME_MS = 10 * 60_000;

/** The login page, and the token and revocation endpoints (authorization code grant, RFC 6749; RFC 7636; RFC 7009). */
export class OAuthEndpoints {
  readonly #cloud: Cloud;
  readonly #grants = new Map<string, Grant>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Below the login server. */
  loginRoutes(): readonly Route[] {
    return [{ method: 'GET', path: 'authorize', token: 'none', answer: (call) => this.#authorize(call) }];
  }

  /** Below the OAuth base. */
  tokenRoutes(): readonly Route[] {
    return [
      { method: 'POST', path: 'token', token: 'none', answer: (call) => this.#token(call.exchange) },
      { method: 'POST', path: 'revoke', token: 'none', answer: (call) => this.#revoke(call.exchange) },
    ];
  }

  /** The fields that every token answer has. */
  tokenAnswer(tokens: TokenSet, withRefresh = true): Record<string, unknown> {
    return {
      access_token: tokens.accessToken,
      ...(withRefresh ? { refresh_token: tokens.refreshToken } : {}),
      token_type: 'Bearer',
      ...(this.#cloud.switches.expiresIn ? { expires_in: this.#cloud.options.tokenLifetime } : {}),
    };
  }

  #authorize({ exchange }: Call): Answer {
    const { query } = exchange;
    const target = redirectTarget(query.get('redirect_uri'));
    if (query.get('client_id') !== this.#cloud.options.clientId || target === undefined) {
      return { status: 400, html: '<h1>Unknown application or redirect address</h1>' };
    }
    const { authorize } = this.#cloud.switches;
    const state = authorize === 'lose-state' ? null : query.get('state');
    const back = (fields: Record<string, string>): Answer => {
      for (const [name, value] of Object.entries(fields)) target.searchParams.set(name, value);
      if (state !== null) target.searchParams.set('state', state);
      return redirect(302, target.href);
    };
    if (query.get('response_type') !== 'code') return back({ error: 'unsupported_response_type' });
    const account = query.get('account');
    if (authorize === 'deny' || account === 'deny') {
      return back({ error: 'access_denied', error_description: 'The user refused' });
    }
    if (account === null && !this.#cloud.options.autoApprove) {
      return { status: 200, html: loginPage(this.#cloud.companies, query) };
    }
    const all = this.#cloud.companies.map(({ id }) => id);
    const companyIds = account === null || account === 'all' ? all : all.filter((id) => String(id) === account);
    const code = seededToken(this.#cloud.options.seed, 'code', this.#grants.size + 1);
    const expiresAt = this.#cloud.options.now() + CODE_LIFETIME_MS;
    const redirectUri = query.get('redirect_uri') ?? '';
    this.#grants.set(code, { redirectUri, challenge: query.get('code_challenge'), companyIds, expiresAt });
    return back({ code });
  }

  #token(exchange: Exchange): Answer {
    const form = new URLSearchParams(exchange.body.toString('utf8'));
    const refused = this.#checkClient(exchange, form);
    if (refused !== undefined) return refused;
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#exchangeCode(form);
      case 'refresh_token':
        return this.#refresh(form);
      default:
        return oauthError(400, 'unsupported_grant_type');
    }
  }

  #exchangeCode(form: URLSearchParams): Answer {
    const grant = this.#grants.get(form.get('code') ?? '');
    if (grant === undefined) return oauthError(400, 'invalid_grant', 'Unknown code');
    if (grant.family !== undefined) {
      this.#cloud.tokens.revoke(grant.family);
      return oauthError(400, 'invalid_grant', 'The code was used before');
    }
    if (grant.expiresAt <= this.#cloud.options.now()) return oauthError(400, 'invalid_grant', 'The code has expired');
    if (form.get('redirect_uri') !== grant.redirectUri) return oauthError(400, 'invalid_grant', 'Other redirect_uri');
    if (!verifies(grant.challenge, form.get('code_verifier'))) return oauthError(400, 'invalid_grant', 'PKCE');
    const opened = this.#cloud.tokens.open({ kind: 'login', companyIds: grant.companyIds });
    grant.family = opened.family;
    return { status: 200, json: { value: this.tokenAnswer(opened), keys: 'fixed' } };
  }

  #refresh(form: URLSearchParams): Answer {
    const { rotateRefresh } = this.#cloud.switches;
    const tokens = this.#cloud.tokens.refresh(form.get('refresh_token') ?? '', rotateRefresh === true);
    if (tokens === undefined) return oauthError(400, 'invalid_grant', 'The refresh token is not valid');
    return { status: 200, json: { value: this.tokenAnswer(tokens, rotateRefresh !== 'absent'), keys: 'fixed' } };
  }

  #revoke(exchange: Exchange): Answer {
    const form = new URLSearchParams(exchange.body.toString('utf8'));
    const refused = this.#checkClient(exchange, form);
    if (refused !== undefined) return refused;
    this.#cloud.tokens.revokeToken(form.get('token') ?? '');
    return { status: 200, json: { value: {}, keys: 'fixed' } };
  }

  /** The application's id and secret, in the form or by HTTP Basic. */
  #checkClient(exchange: Exchange, form: URLSearchParams): Answer | undefined {
    if (exchange.headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) {
      return oauthError(400, 'invalid_request', 'Not a form');
    }
    const { clientId, clientSecret } = this.#cloud.options;
    const basic = /^Basic (\S+)$/i.exec(exchange.headers.authorization ?? '')?.[1];
    const [id, secret] =
      basic === undefined
        ? [form.get('client_id'), form.get('client_secret')]
        : Buffer.from(basic, 'base64').toString('utf8').split(':', 2).map(decodeURIComponent);
    return id === clientId && secret === clientSecret ? undefined : oauthError(401, 'invalid_client');
  }
}

/** An absolute web address without a fragment, as the vendor asks of redirect addresses. */
function redirectTarget(text: string | null): URL | undefined {
  if (text === null || !URL.canParse(text) || text.includes('#')) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

function verifies(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null) return true;
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}

function oauthError(status: number, error: string, description?: string): Answer {
  const value = { error, ...(description === undefined ? {} : { error_description: description }) };
  return { status, json: { value, keys: 'fixed' } };
}
