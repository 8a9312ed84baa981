import { seededToken } from '../random.js';

/** What a set of tokens may do: choose an account and pair, or work with the paired account. */
export type TokenKind = 'login' | 'paired';

/** A chain of refresh tokens that came from one login or pairing. */
export interface TokenFamily {
  readonly kind: TokenKind;
  /** Accounts that the user may pair. */
  readonly companyIds: readonly number[];
  /** The paired account. */
  readonly companyId?: number;
  readonly callbackUrl?: string;
  refreshToken: string;
  revoked: boolean;
}

/** A fresh set of tokens as the token endpoint and pairing answer it. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Access {
  readonly family: TokenFamily;
  expiresAt: number;
}

/** Access and refresh tokens, with detection of a refresh token that is used again after it was spent. */
export class TokenStore {
  readonly #seed: number;
  readonly #now: () => number;
  readonly #lifetimeMs: number;
  readonly #access = new Map<string, Access>();
  readonly #refresh = new Map<string, TokenFamily>();
  #made = 0;

  constructor(seed: number, now: () => number, lifetimeMs: number) {
    this.#seed = seed;
    this.#now = now;
    this.#lifetimeMs = lifetimeMs;
  }

  /** A new family with its first tokens. */
  open(family: Omit<TokenFamily, 'refreshToken' | 'revoked'>): TokenSet & { readonly family: TokenFamily } {
    const opened: TokenFamily = { ...family, refreshToken: this.#token('refresh'), revoked: false };
    this.#refresh.set(opened.refreshToken, opened);
    return { ...this.#issue(opened), family: opened };
  }

  /**
   * New access token, and with `rotate` a new refresh token, for a refresh token.
   * @returns undefined where the token is unknown, revoked, or spent; a spent one revokes its whole family
   */
  refresh(refreshToken: string, rotate: boolean): TokenSet | undefined {
    const family = this.#refresh.get(refreshToken);
    if (family === undefined || family.revoked) return undefined;
    if (family.refreshToken !== refreshToken) {
      this.revoke(family);
      return undefined;
    }
    if (rotate) {
      family.refreshToken = this.#token('refresh');
      this.#refresh.set(family.refreshToken, family);
    }
    return this.#issue(family);
  }

  /** The family of a live access token. */
  family(accessToken: string): TokenFamily | undefined {
    const access = this.#access.get(accessToken);
    if (access === undefined || access.family.revoked || access.expiresAt <= this.#now()) return undefined;
    return access.family;
  }

  /** Ends every token of a family, whichever of its tokens is given; unknown ones are ignored (RFC 7009). */
  revokeToken(token: string): void {
    const family = this.#access.get(token)?.family ?? this.#refresh.get(token);
    if (family !== undefined) this.revoke(family);
  }

  revoke(family: TokenFamily): void {
    family.revoked = true;
  }

  /** From now on every access token made so far is answered 401; refresh tokens go on. */
  expireAccess(): void {
    const now = this.#now();
    for (const access of this.#access.values()) access.expiresAt = Math.min(access.expiresAt, now);
  }

  /** From now on every refresh token made so far is `invalid_grant`, and access tokens are 401. */
  revokeAll(): void {
    for (const family of this.#refresh.values()) this.revoke(family);
  }

  /** Pairings that live, newest last. */
  pairings(): readonly TokenFamily[] {
    return [...new Set(this.#refresh.values())].filter((family) => family.kind === 'paired' && !family.revoked);
  }

  #issue(family: TokenFamily): TokenSet {
    const accessToken = this.#token('access');
    this.#access.set(accessToken, { family, expiresAt: this.#now() + this.#lifetimeMs });
    return { accessToken, refreshToken: family.refreshToken };
  }

  #token(kind: string): string {
    this.#made += 1;
    return seededToken(this.#seed, kind, this.#made);
  }
}
