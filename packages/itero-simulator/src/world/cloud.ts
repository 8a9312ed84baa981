import type { ResolvedOptions } from '../options.js';
import { hash32 } from '../random.js';
import { type Company, furnishCompany } from './companies.js';
import type { Order, OrderStatus } from './order.js';
import { OrderBook } from './order-book.js';
import { isRestorative, type OrderFields, OrderMaker } from './order-maker.js';
import { PatientBook } from './patient-book.js';
import { type Rx, RxBook } from './rx-book.js';
import type { Switches } from './switches.js';
import { TokenStore } from './token-store.js';
import { WebhookSender } from './webhook-sender.js';

/** Everything that the simulated cloud knows, and what can happen in it besides requests. */
export class Cloud {
  readonly options: ResolvedOptions;
  readonly switches: Switches;
  readonly companies: readonly Company[];
  readonly patients: PatientBook;
  readonly rxs: RxBook;
  readonly orders = new OrderBook();
  readonly tokens: TokenStore;
  readonly webhooks: WebhookSender;
  readonly #maker: OrderMaker;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: ResolvedOptions, switches: Switches) {
    this.options = options;
    this.switches = switches;
    this.companies = options.companies.map(furnishCompany);
    this.patients = new PatientBook(options.seed, options.now);
    this.rxs = new RxBook(options.seed, options.now);
    this.tokens = new TokenStore(options.seed, options.now, options.tokenLifetime * 1000);
    this.webhooks = new WebhookSender(options.seed, options.now, switches);
    this.#maker = new OrderMaker(options.seed, options.triangles);
  }

  company(id: number): Company | undefined {
    return this.companies.find((company) => company.id === id);
  }

  /** Takes in a scan request whose fields were checked. */
  receive(companyId: number, body: Readonly<Record<string, unknown>>): Rx {
    const rx = this.rxs.add(companyId, body);
    const { autoScan } = this.options;
    if (autoScan !== false) {
      this.#after(autoScan.afterMs, () => {
        if (rx.state === 'open') this.scan(rx.rxId);
      });
    }
    return rx;
  }

  /** The patient of an RX is scanned. @throws Error where the RX is unknown, deleted or scanned already */
  scan(rxId: string, overrides: OrderFields = {}): Order {
    const rx = this.rxs.get(rxId);
    if (rx === undefined) throw new Error('no such RX');
    if (rx.state !== 'open') throw new Error(`this RX is ${rx.state}`);
    const { body } = rx;
    const order = this.addOrder({
      companyId: rx.companyId,
      rxId: rx.rxId,
      firstName: String(body['PatientFirstName']),
      lastName: String(body['PatientLastName']),
      chartNumber: String(body['PatientChartNumber']),
      doctorId: Number(body['DoctorId']),
      ...(typeof body['procedureMapId'] === 'number' ? { procedureMapId: body['procedureMapId'] } : {}),
      ...(typeof body['labId'] === 'number' ? { labId: body['labId'] } : {}),
      ...(typeof body['Notes'] === 'string' ? { notes: body['Notes'] } : {}),
      ...overrides,
    });
    rx.state = 'scanned';
    rx.orderId = order.id;
    return order;
  }

  /** A scan that was started on the scanner, or on behalf of {@link scan}. */
  addOrder(fields: OrderFields = {}): Order {
    const companyId = fields.companyId ?? this.companies[0]?.id;
    if (companyId === undefined || this.company(companyId) === undefined) throw new Error('no such company');
    const order = this.#maker.make(companyId, this.#withPreps(fields), this.options.now());
    this.orders.add(order);
    for (let count = 0; count < (fields.captures ?? 0); count += 1) this.addCapture(order.id);
    const name = { firstName: order.firstName, lastName: order.lastName, chartNumber: order.chartNumber };
    const patient = this.patients.matchOrAdd(companyId, name, false);
    if (patient !== 'conflict') patient.lastScanAt = order.scannedAt;
    this.#filesChanged(order);
    this.#advanceLater(order);
    return order;
  }

  /** Many orders at once, a minute apart and ending now; no files, patients or webhooks are made for them. */
  addOrders(count: number, template: OrderFields = {}): readonly Order[] {
    const companyId = template.companyId ?? this.companies[0]?.id;
    if (companyId === undefined || this.company(companyId) === undefined) throw new Error('no such company');
    const now = this.options.now();
    const last = template.scannedAt ?? now;
    const triangles = template.triangles ?? this.options.triangles ?? { upper: 300_000, lower: 270_000 };
    const made = Array.from({ length: count }, (_, index) => {
      const chartNumber = template.chartNumber ?? `B${String(index + 1).padStart(7, '0')}`;
      const scannedAt = last - (count - 1 - index) * 60_000;
      return this.#maker.make(companyId, { ...template, triangles, chartNumber, scannedAt }, now);
    });
    for (let at = 0; at < made.length; at += 10_000) this.orders.add(...made.slice(at, at + 10_000));
    return made;
  }

  /** The patient is scanned again under the same order: new files, status Completed. */
  rescan(orderId: number, changes: { readonly seed?: string | number } = {}): Order {
    const order = this.#order(orderId);
    order.status = 'Completed';
    order.scannedAt = this.options.now();
    this.orders.reorder(order);
    this.#newFiles(order, changes.seed);
    return order;
  }

  /**
   * Moves an order through the flow. Coming back from modelling or interpretation (Lab Review) brings new files and a
   * notification, unless `newFiles` says otherwise.
   */
  setStatus(orderId: number, status: OrderStatus, newFiles?: boolean): Order {
    const order = this.#order(orderId);
    const changed = status !== order.status;
    order.status = status;
    if (newFiles ?? (changed && status === 'Lab Review')) this.#newFiles(order);
    return order;
  }

  /** A screen capture is taken; this notifies nobody (iTero DPMS API, Notification Criteria). */
  addCapture(orderId: number): Order {
    const order = this.#order(orderId);
    const id = this.#maker.captureId(order.id, order.captures.length + 1);
    order.captures = [...order.captures, { id, createdAt: this.options.now() }];
    return order;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.webhooks.close();
  }

  #order(orderId: number): Order {
    const order = this.orders.get(orderId);
    if (order === undefined) throw new Error('no such order');
    return order;
  }

  #newFiles(order: Order, seed?: string | number): void {
    order.revision += 1;
    if (seed !== undefined) order.contentSeed = String(seed);
    order.ideRequests = 0;
    delete order.exportedAt;
    this.#filesChanged(order);
  }

  #filesChanged(order: Order): void {
    if (order.rxId === null) return;
    const pairing = this.tokens.pairings().findLast((each) => each.companyId === order.companyId);
    if (pairing?.callbackUrl !== undefined) this.webhooks.notify(pairing.callbackUrl, order.rxId, order.companyId);
  }

  /** A restorative scan gets one prepared tooth where none is named. */
  #withPreps(fields: OrderFields): OrderFields {
    if (fields.preps !== undefined || fields.procedureMapId !== 30) return fields;
    const adaId = 3 + (hash32('prep', fields.chartNumber ?? '') % 11);
    return { ...fields, preps: [{ adaId, unitTypeId: 2, unitTypeName: 'Crown' }] };
  }

  #advanceLater(order: Order): void {
    const { autoAdvance } = this.options;
    if (autoAdvance === false || !isRestorative(order)) return;
    this.#after(autoAdvance.afterMs, () => {
      this.setStatus(order.id, 'iTero Modeling');
      this.#after(autoAdvance.afterMs, () => this.setStatus(order.id, 'Lab Review'));
    });
  }

  #after(delay: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delay);
    timer.unref();
    this.#timers.add(timer);
  }
}
