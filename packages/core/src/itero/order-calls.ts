import { OrderId, type ClinicId, type RxId } from '../domain/ids.js';
import type { CaptureListing, OrderFilter, ScanOrder } from '../domain/order.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import { discard, readJson } from './answer-body.js';
import type { ApiClient } from './api-client.js';
import { callProblem } from './call-errors.js';
import { fieldText } from './caseless.js';
import { ENDPOINTS } from './endpoints.js';
import { toCapture, toOrder } from './map.js';
import { dayOf } from './moment.js';
import { fieldPath, openEnvelope, readData } from './read-answer.js';
import { CaptureAnswer, CapturesAnswer, OrderAnswer, OrdersPage } from './schema.js';

/** The largest page (iTero DPMS API, Get Orders for Practice). */
const PAGE_SIZE = 1024;
/** Two million orders in one window: a server that never ends its list. */
const MOST_PAGES = 2_000;
/** `latest-files` cuts what is asked beyond it. */
const LONGEST_LOOK_BACK = 90;
const DAY = 86_400_000;

function unreadable(path: string): ChairsideError {
  return new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: path });
}

/** Get Orders for Practice, Get Order by RX ID and Get List of Screen Captures. */
export class OrderCalls {
  readonly #api: ApiClient;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #clinic: ClinicId;
  /** Unreadable items that were already warned of: a poll meets them each minute. */
  readonly #warned = new Set<string>();

  constructor(api: ApiClient, clinic: ClinicId, clock: Clock, logger: Logger) {
    this.#api = api;
    this.#clinic = clinic;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * See ScanService.orders. The window is widened by a day on both sides, since the document names neither time zone nor
   * limits. An order that cannot be read is left out of its page and warned of in the log once, by its id; a page of
   * which nothing can be read throws CLOUD_ANSWER_UNREADABLE.
   */
  async *orders(filter: OrderFilter, signal: AbortSignal): AsyncGenerator<readonly ScanOrder[], void, undefined> {
    const { from, to, chartNumber } = filter;
    const window = {
      ...(from === undefined ? {} : { dateFrom: dayOf(from, -1) }),
      ...(to === undefined ? {} : { dateTo: dayOf(to, 1) }),
      ...(chartNumber === undefined ? {} : { chartNumber }),
    };
    let offset = 0;
    let before = '';
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const query = { Offset: String(offset), pageSize: String(PAGE_SIZE), ...window };
      const data = await this.#api.data(ENDPOINTS.orders, { query }, signal);
      const page = readData(OrdersPage, data, ENDPOINTS.orders.path);
      if (page.Results.length === 0) return;
      const marks = page.Results.map((result) => fieldText(result, 'OrderId')).join();
      if (marks === before) throw unreadable(`${ENDPOINTS.orders.path}: the same page at another Offset`);
      before = marks;
      yield this.#readable(page.Results);
      if (!(page.HasMore ?? page.Results.length >= PAGE_SIZE)) return;
      offset += page.Results.length;
    }
    throw unreadable(`${ENDPOINTS.orders.path}: HasMore never ends`);
  }

  /** See ScanService.orderByRx. */
  async orderByRx(rxId: RxId, signal: AbortSignal): Promise<ScanOrder | undefined> {
    const { orderByRx } = ENDPOINTS;
    try {
      const answer = await this.#api.call(orderByRx, { values: { rxId } }, signal);
      if (answer.status === 404) {
        discard(answer);
        return undefined;
      }
      if (answer.status !== 200) throw this.#api.refusal(answer, orderByRx);
      const data = openEnvelope(await readJson(answer, orderByRx.path), orderByRx.path);
      const order = toOrder(readData(OrderAnswer, data, orderByRx.path));
      if (order === undefined) throw unreadable(`${orderByRx.path}: ScanningDate`);
      return order;
    } catch (error) {
      throw callProblem(error, orderByRx.path);
    }
  }

  /** See ScanService.captures. Unreadable ones are left out and warned of, as orders are. */
  async captures(since: Date | undefined, signal: AbortSignal): Promise<readonly CaptureListing[]> {
    const { captures } = ENDPOINTS;
    const earliest = this.#clock.now() - LONGEST_LOOK_BACK * DAY;
    const query = since === undefined ? {} : { dateFrom: dayOf(new Date(Math.max(since.getTime(), earliest))) };
    const answer = readData(CapturesAnswer, await this.#api.data(captures, { query }, signal), captures.path);
    return answer.OrderFileUrls.flatMap(({ OrderId: orderId, Urls: urls }) =>
      (urls?.SCREEN_CAPTURE ?? []).flatMap((item) => {
        const read = CaptureAnswer.safeParse(item);
        const capture = read.success ? toCapture(orderId, read.data.FileUrl, read.data.CreatedDate) : undefined;
        if (capture === undefined) this.#warn(captures.path, orderId);
        return capture ?? [];
      }),
    );
  }

  #readable(results: readonly unknown[]): readonly ScanOrder[] {
    let problem = 'ScanningDate';
    const orders = results.flatMap((result) => {
      const read = OrderAnswer.safeParse(result);
      const order = read.success ? toOrder(read.data) : undefined;
      if (order !== undefined) return order;
      if (!read.success) problem = fieldPath(read.error);
      this.#warn(ENDPOINTS.orders.path, fieldText(result, 'OrderId') ?? 'unknown');
      return [];
    });
    if (orders.length === 0) throw unreadable(`${ENDPOINTS.orders.path}: Results.${problem}`);
    return orders;
  }

  #warn(endpoint: string, id: string): void {
    const orderId = /^[\w-]{1,40}$/.test(id) ? OrderId(id) : OrderId('unreadable');
    const key = `${endpoint} ${orderId}`;
    if (this.#warned.has(key)) return;
    if (this.#warned.size < 1_000) this.#warned.add(key);
    const code = 'CLOUD_ANSWER_UNREADABLE';
    this.#logger.warn('An entry of the list cannot be read and is left out', {
      clinic: this.#clinic,
      endpoint,
      orderId,
      code,
    });
  }
}
