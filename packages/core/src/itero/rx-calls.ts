import { RxId } from '../domain/ids.js';
import type { RxSubmission } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { discard, readJson } from './answer-body.js';
import type { ApiClient } from './api-client.js';
import { callProblem, surelyNotDone } from './call-errors.js';
import { complaint } from './complaint.js';
import { ENDPOINTS } from './endpoints.js';
import type { HttpAnswer } from './http-calls.js';
import { openEnvelope, readData } from './read-answer.js';
import { RX_FIELDS, rxBody } from './rx-body.js';
import { RxGuid } from './schema.js';
import { TransportError } from './transport-error.js';

const { submit, withdraw } = ENDPOINTS;

function doubt(detail: string, cause?: unknown): ChairsideError {
  return new ChairsideError('RX_IN_DOUBT', { cause, detail: `${submit.path}: ${detail}` });
}

/** Scan Request and Delete RX. */
export class RxCalls {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** See ScanService.submit. What may have reached the cloud and brought no RX id is RX_IN_DOUBT, a stop included. */
  async submit(companyId: number, rx: RxSubmission, signal: AbortSignal): Promise<RxId> {
    let answer: HttpAnswer;
    try {
      answer = await this.#api.call(submit, { json: rxBody(companyId, rx) }, signal);
    } catch (error) {
      if (error instanceof TransportError && error.mayHaveArrived) throw doubt(error.code, error);
      throw callProblem(error, submit.path);
    }
    if (answer.status >= 200 && answer.status < 300) return this.#rxId(answer);
    if (answer.status === 400) throw new ChairsideError('RX_REFUSED', await complaint(answer, submit.path, RX_FIELDS));
    const refusal = this.#api.refusal(answer, submit);
    if (answer.status === 409) throw new ChairsideError('RX_CHART_NUMBER_SHARED', { cause: refusal });
    if (surelyNotDone(answer.status)) throw refusal;
    throw doubt(`HTTP ${answer.status}`);
  }

  /** See ScanService.withdraw. */
  async withdraw(rxId: RxId, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.#api.call(withdraw, { values: { rxId } }, signal);
      if (answer.status >= 200 && answer.status < 300) {
        if (answer.status === 204) discard(answer);
        else openEnvelope(await readJson(answer, withdraw.path), withdraw.path);
        return;
      }
      const refusal = this.#api.refusal(answer, withdraw);
      if (answer.status === 400 || answer.status === 404)
        throw new ChairsideError('RX_UNKNOWN_TO_CLOUD', { cause: refusal });
      throw refusal;
    } catch (error) {
      throw callProblem(error, withdraw.path);
    }
  }

  async #rxId(answer: HttpAnswer): Promise<RxId> {
    try {
      return RxId(readData(RxGuid, openEnvelope(await readJson(answer, submit.path), submit.path), submit.path));
    } catch (error) {
      const why = error instanceof TransportError ? error.code : 'no RX id in the answer';
      throw doubt(why, error);
    }
  }
}
