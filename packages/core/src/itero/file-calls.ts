import type { AssetKind, ScanOrder } from '../domain/order.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ByteRange, ByteStream } from '../ports/scan-service.js';
import { discard } from './answer-body.js';
import type { ApiClient } from './api-client.js';
import { toByteStream } from './byte-stream.js';
import { callProblem } from './call-errors.js';
import { ASSET_TYPES, ENDPOINTS } from './endpoints.js';
import type { HttpAnswer } from './http-calls.js';

/** What a storage host answers when a link that it was given has expired. */
const EXPIRED = new Set([401, 403, 404, 410]);

/** Download Scan and Download Single Screen Capture. */
export class FileCalls {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** See ScanService.openAsset. */
  async asset(
    order: ScanOrder,
    kind: AssetKind,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream | 'none'> {
    try {
      const values = { orderId: order.orderId, assetType: ASSET_TYPES[kind] };
      const given = order.assets[kind];
      const usable = given !== undefined && URL.canParse(given);
      const link = usable ? given : await this.#api.address(ENDPOINTS.asset, values, signal);
      const answer = await this.#open(link, range, signal);
      if ('offset' in answer) return answer;
      if (answer.status === 204) {
        discard(answer);
        return 'none';
      }
      const refusal = this.#api.refusal(answer, ENDPOINTS.asset);
      if (answer.status !== 404 || answer.stranger) throw refusal;
      // Only the export is made when it is asked for; an order is listed with its pictures or has none.
      if (kind === 'export') throw new ChairsideError('SCAN_NOT_READY', { cause: refusal });
      return 'none';
    } catch (error) {
      throw callProblem(error, ENDPOINTS.asset.path);
    }
  }

  /** See ScanService.openCapture. */
  async capture(url: string, range: ByteRange | undefined, signal: AbortSignal): Promise<ByteStream> {
    try {
      const answer = await this.#open(url, range, signal);
      if ('offset' in answer) return answer;
      throw this.#api.refusal(answer, ENDPOINTS.asset);
    } catch (error) {
      throw callProblem(error, ENDPOINTS.asset.path);
    }
  }

  /** The bytes, or an answer that has none. */
  async #open(link: string | URL, range: ByteRange | undefined, signal: AbortSignal): Promise<ByteStream | HttpAnswer> {
    let wanted = range;
    let linkAskedAgain = false;
    for (;;) {
      const headers = wanted === undefined ? {} : { Range: `bytes=${wanted.from}-`, 'If-Range': wanted.validator };
      const answer = await this.#api.download(link, headers, signal);
      if (answer.status === 200 || answer.status === 206) {
        const bytes = toByteStream(answer, wanted);
        if (bytes !== undefined) return bytes;
        if (wanted === undefined)
          throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `${ENDPOINTS.asset.path}: HTTP 206` });
      } else if (answer.stranger && EXPIRED.has(answer.status) && !linkAskedAgain) {
        linkAskedAgain = true;
        discard(answer);
        continue;
      } else if (answer.status !== 416 || wanted === undefined) {
        return answer;
      }
      // What is here cannot be gone on with: from the start.
      answer.body.destroy();
      wanted = undefined;
    }
  }
}
