import type { Order } from './order.js';

/** Which orders of a practice are wanted, and which part of them. Times in milliseconds. */
export interface OrderWindow {
  /** Included. */
  readonly from?: number;
  /** Not included. */
  readonly to?: number;
  readonly chartNumber?: string;
  readonly offset: number;
  readonly size: number;
  readonly newestFirst: boolean;
}

/** The orders of all practices, ready to be listed by scanning date however many there are. */
export class OrderBook {
  readonly #byId = new Map<number, Order>();
  readonly #byRx = new Map<string, Order>();
  readonly #byCompany = new Map<number, Order[]>();

  get size(): number {
    return this.#byId.size;
  }

  add(...orders: readonly Order[]): void {
    const touched = new Set<Order[]>();
    for (const order of orders) {
      this.#byId.set(order.id, order);
      if (order.rxId !== null) this.#byRx.set(order.rxId, order);
      let sorted = this.#byCompany.get(order.companyId);
      if (sorted === undefined) this.#byCompany.set(order.companyId, (sorted = []));
      if (sorted.length > 0 && compare(sorted.at(-1)!, order) > 0) touched.add(sorted);
      sorted.push(order);
    }
    for (const list of touched) list.sort(compare);
  }

  get(id: number): Order | undefined {
    return this.#byId.get(id);
  }

  /** The order of an RX; of several, the one added last. */
  byRx(rxId: string): Order | undefined {
    return this.#byRx.get(rxId.toLowerCase());
  }

  /** All orders, in the order in which they were added. */
  all(): IterableIterator<Order> {
    return this.#byId.values();
  }

  /** The orders of one practice, oldest scan first. */
  of(companyId: number): readonly Order[] {
    return this.#byCompany.get(companyId) ?? [];
  }

  /** One page, and whether more follow. */
  page(companyId: number, window: OrderWindow): { readonly orders: readonly Order[]; readonly more: boolean } {
    const sorted = this.of(companyId);
    const start = window.from === undefined ? 0 : firstFrom(sorted, window.from);
    const end = window.to === undefined ? sorted.length : firstFrom(sorted, window.to);
    let inWindow = (index: number): Order | undefined => sorted[start + index];
    let count = Math.max(0, end - start);
    if (window.chartNumber !== undefined) {
      const matching = sorted
        .slice(start, Math.max(start, end))
        .filter((each) => each.chartNumber === window.chartNumber);
      inWindow = (index) => matching[index];
      count = matching.length;
    }
    const orders: Order[] = [];
    for (let index = window.offset; index < Math.min(count, window.offset + window.size); index += 1) {
      orders.push(inWindow(window.newestFirst ? count - 1 - index : index)!);
    }
    return { orders, more: window.offset + orders.length < count && orders.length > 0 };
  }

  /** To be called when the scanning date of an order has changed. */
  reorder(order: Order): void {
    this.#byCompany.get(order.companyId)?.sort(compare);
  }
}

function compare(one: Order, other: Order): number {
  return one.scannedAt - other.scannedAt || one.id - other.id;
}

/** Index of the first order scanned at or after the time. */
function firstFrom(sorted: readonly Order[], time: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.scannedAt < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
