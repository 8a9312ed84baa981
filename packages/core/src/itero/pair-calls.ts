import { ChairsideError } from '../errors/chairside-error.js';
import type { PairingRecord } from '../ports/pairing-store.js';
import { discard, readJson } from './answer-body.js';
import type { IteroAccount } from './account.js';
import { callProblem, statusProblem, surelyNotDone } from './call-errors.js';
import { ENDPOINTS, joinUrl } from './endpoints.js';
import type { HttpAnswer, HttpRequest } from './http-calls.js';
import type { IteroDeps } from './itero-app.js';
import { toPractice } from './map.js';
import { openEnvelope, readData } from './read-answer.js';
import { CompaniesAnswer, PracticeAnswer } from './schema.js';
import { answeredTokens, type TokenSet } from './token-set.js';
import { TransportError } from './transport-error.js';
import { pairingWarnings } from './pairing-warnings.js';

/** An account that a login may pair. */
export interface Company {
  readonly companyId: number;
  readonly companyName: string;
}

function refused(detail: string, cause?: unknown): ChairsideError {
  return new ChairsideError('LOGIN_REFUSED', { cause, detail });
}

/** Where iTero is to call when there is something new. */
export interface CallbackAddress {
  /** The whole address; whoever knows it can call. */
  readonly url: string;
  /** What may be shown and kept of it. */
  readonly publicUrl: string;
}

/** The pairing calls of one clinic (iTero's wire: companies, pair, unpair). */
export class PairCalls {
  readonly #deps: IteroDeps;
  readonly #account: IteroAccount;
  #companies: readonly Company[] = [];

  constructor(deps: IteroDeps, account: IteroAccount) {
    this.#deps = deps;
    this.#account = account;
  }

  async companies(signal: AbortSignal): Promise<readonly Company[]> {
    this.#account.bases.expire();
    try {
      const answer = await this.#withLogin('companies', undefined, signal);
      if (answer.status !== 200) throw this.#refusal(answer, 'companies');
      const data = openEnvelope(await readJson(answer, 'companies'), 'companies');
      const companies = readData(CompaniesAnswer, data, 'companies');
      this.#companies = companies.map(({ CompanyId, CompanyName }) => ({
        companyId: CompanyId,
        companyName: CompanyName,
      }));
      return this.#companies;
    } catch (error) {
      throw callProblem(error, 'companies');
    }
  }

  async pair(
    companyId: number,
    callback: CallbackAddress | undefined,
    signal: AbortSignal,
  ): Promise<{ companyName: string; warnings: readonly string[] }> {
    const answer = await this.#askToPair(companyId, callback?.url, signal);
    const json = await this.#pairAnswer(answer);
    const tokens = answeredTokens(json, this.#deps.clock.now());
    if (tokens === undefined) return this.#lost('no tokens in its answer');
    const warnings = pairingWarnings(json);
    await this.#keep(companyId, tokens, { warnings, webhook: callback?.publicUrl });
    return this.#verify(companyId, warnings, signal);
  }

  async unpair(signal: AbortSignal): Promise<readonly ChairsideError[]> {
    const { book, oauth } = this.#account;
    const failures: ChairsideError[] = [];
    const attempt = (what: string, work: () => Promise<void>): Promise<void> =>
      work().catch((error: unknown) => {
        failures.push(callProblem(error, what));
      });
    if ((await book.tokens()) !== undefined) await attempt('unpair', () => this.#tellUnpair(signal));
    const tokens = await book.tokens();
    for (const token of new Set([tokens?.refreshToken, tokens?.accessToken])) {
      if (token !== undefined) await attempt('revoke', () => oauth.revoke(token, signal));
    }
    await book.locked(new AbortController().signal, async () => {
      await book.dropTokens();
      await book.change({ status: 'unpaired' });
    });
    return failures;
  }

  async #askToPair(companyId: number, callbackUrl: string | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      const body = JSON.stringify({ companyId, callbackUrl });
      const answer = await this.#withLogin('pair', body, signal);
      if (answer.status >= 200 && answer.status < 300) return answer;
      const refusal = this.#refusal(answer, 'pair');
      if (!surelyNotDone(answer.status)) return await this.#lost(`HTTP ${answer.status}`);
      if ([400, 403, 404].includes(answer.status)) throw new ChairsideError('COMPANY_UNKNOWN', { cause: refusal });
      throw refusal;
    } catch (error) {
      if (error instanceof TransportError && error.mayHaveArrived) return this.#lost(error.code);
      throw callProblem(error, 'pair');
    }
  }

  async #pairAnswer(answer: HttpAnswer): Promise<unknown> {
    try {
      const json = await readJson(answer, 'pair');
      openEnvelope(json, 'pair');
      return json;
    } catch (error) {
      return this.#lost(error instanceof TransportError ? error.code : 'its answer cannot be read');
    }
  }

  /** The login's tokens may be spent, and the new ones never came: only another login helps. */
  async #lost(why: string): Promise<never> {
    await this.#account.book.dropPending();
    throw refused(`the answer to the pairing was lost: ${why}`);
  }

  async #keep(companyId: number, tokens: TokenSet, told: Pick<PairingRecord, 'warnings' | 'webhook'>): Promise<void> {
    const { book, bases } = this.#account;
    const { clock } = this.#deps;
    // Not to be stopped half-way: these are the only tokens of the pairing.
    await book.locked(new AbortController().signal, async () => {
      // Torn apart by a kill, new tokens under the record of another account must not look like a pairing.
      await book.change({ status: 'unpaired' });
      await book.saveTokens(tokens);
      await book.dropPending();
      const before = await book.record();
      const known = before?.companyId === companyId ? before : undefined;
      const now = clock.now();
      await book.save({
        clinic: book.clinic,
        companyId,
        companyName: this.#nameOf(companyId),
        status: 'paired',
        pairedAt: now,
        firstPairedAt: known?.firstPairedAt ?? now,
        ...told,
        bases: { ...before?.bases, ...bases.known },
      });
    });
  }

  async #verify(
    companyId: number,
    warnings: readonly string[],
    signal: AbortSignal,
  ): Promise<{ companyName: string; warnings: readonly string[] }> {
    const { api, book } = this.#account;
    let practice;
    try {
      practice = toPractice(
        readData(PracticeAnswer, await api.data(ENDPOINTS.practice, {}, signal), ENDPOINTS.practice.path),
      );
    } catch (error) {
      const { code } = ChairsideError.from(error);
      return {
        companyName: this.#nameOf(companyId),
        warnings: [...warnings, `The paired account could not be checked yet (${code}).`],
      };
    }
    const fits = practice.companyId === companyId;
    const change = fits ? { companyName: practice.companyName } : { status: 'ended' as const };
    await book.locked(signal, () => book.change(change));
    if (!fits) throw new ChairsideError('COMPANY_MISMATCH');
    return { companyName: practice.companyName, warnings };
  }

  #nameOf(companyId: number): string {
    return this.#companies.find((company) => company.companyId === companyId)?.companyName ?? String(companyId);
  }

  async #tellUnpair(signal: AbortSignal): Promise<void> {
    const { bases, tokens, book } = this.#account;
    const stored = await tokens.current(signal).catch(() => book.tokens());
    if (stored === undefined) return;
    const url = joinUrl(await bases.base('v2', stored.accessToken, signal), this.#deps.app.paths.unpair);
    const answer = await this.#send(
      { method: 'POST', endpoint: 'unpair', url: new URL(url), headers: {} },
      stored.accessToken,
      signal,
    );
    discard(answer);
    if (answer.status >= 300) throw statusProblem(answer, 'unpair', this.#deps.clock.now());
  }

  async #withLogin(endpoint: 'companies' | 'pair', body: string | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    const { book, bases } = this.#account;
    const pending = await book.pending();
    if (pending === undefined) throw refused('no login is waiting');
    const url = new URL(joinUrl(await bases.base('v2', pending.accessToken, signal), this.#deps.app.paths[endpoint]));
    const json = body === undefined ? {} : { body, freshConnection: true };
    const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const method = body === undefined ? 'GET' : 'POST';
    return this.#send({ method, endpoint, url, headers, ...json }, pending.accessToken, signal);
  }

  #send(request: HttpRequest, accessToken: string, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = { ...request.headers, Authorization: `Bearer ${accessToken}` };
    return this.#account.calls.send({ ...request, url: this.#account.trusted.forToken(request.url), headers }, signal);
  }

  #refusal(answer: HttpAnswer, endpoint: string): ChairsideError {
    discard(answer);
    if (answer.status === 401) return refused('the login is over');
    return statusProblem(answer, endpoint, this.#deps.clock.now());
  }
}
