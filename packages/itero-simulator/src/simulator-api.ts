import type { Fault } from './faults/fault.js';
import type { FaultHandle } from './faults/fault-book.js';
import type { RecordedRequest } from './http/request-log.js';
import type { OrderStatus } from './world/order.js';
import type { OrderFields } from './world/order-maker.js';
import type { Patient, PatientDetails } from './world/patient-book.js';
import type { Switches } from './world/switches.js';
import type { CaptureView, OrderView, RxView } from './world/views.js';
import type { SentWebhook } from './world/webhook-sender.js';

/** An order whose export is made and ready, with its sizes in bytes. */
export interface SampleOrder {
  readonly order: OrderView;
  /** Of the IDE export's ZIP. */
  readonly packedBytes: number;
  /** Of its entries. */
  readonly unpackedBytes: number;
}

/** A fake iTero cloud that runs. All state is kept until {@link Simulator.close}. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`; the control pages are below `/simulator`. */
  readonly url: string;
  /** The `itero:` section of a configuration that reaches this cloud. */
  iteroConfig(redirectUrl: string): Record<string, unknown>;

  readonly orders: {
    /** In the order in which they were added. */
    list(): readonly OrderView[];
    get(orderId: number): OrderView | undefined;
    readonly size: number;
  };
  /** All scan requests, in the order in which they came. */
  rxs(): readonly RxView[];
  /** The RX is scanned: makes its order, and notifies. @throws Error where it is unknown, deleted or scanned already */
  scan(rxId: string, overrides?: OrderFields): OrderView;
  /** A scan that was started on the scanner: an RX id that nobody knows, or none with `rxId: null`. */
  addOrder(fields?: OrderFields): OrderView;
  /** Many orders a minute apart, the last one now or at `scannedAt`; quick, and silent. Their files are made when asked for. */
  addOrders(count: number, template?: OrderFields): void;
  /** New files under the same order, status Completed; notifies. */
  rescan(orderId: number, changes?: { readonly seed?: string | number }): OrderView;
  /** Moves an order through the flow. Lab Review brings new files and notifies, unless `newFiles` says otherwise. */
  setStatus(orderId: number, status: OrderStatus, newFiles?: boolean): OrderView;
  /** Takes a screen capture. */
  addCapture(orderId: number): CaptureView;
  /** Makes the files of an order now, so that a measurement does not count it. */
  prepare(orderId: number): Promise<SampleOrder>;
  /** Orders with their files made. */
  createSampleOrders(count: number, fields?: OrderFields): Promise<readonly SampleOrder[]>;

  /** Patients of a company (default the first). */
  patients(companyId?: number): readonly Readonly<Patient>[];
  addPatient(details: PatientDetails, companyId?: number): Readonly<Patient>;

  readonly faults: {
    add(fault: Fault): FaultHandle;
    clear(): void;
    list(): readonly { readonly id: number; readonly fault: Fault; readonly applied: number }[];
  };
  readonly switches: Readonly<Switches>;
  /** Changes switches while it runs. @throws Error that names what is wrong */
  setSwitches(changes: { readonly [Name in keyof Switches]?: Switches[Name] | undefined }): void;

  /** The latest requests to the cloud and to the storage host, without those of the control pages. */
  requests(): readonly RecordedRequest[];
  /** The notifications sent. */
  webhooks(): readonly SentWebhook[];
  /** Posts a notification of any content to the pairing's callback address, such as a forged or a late one. */
  sendWebhook(rxId: string, companyId?: number): Promise<SentWebhook | undefined>;
  /** From now on every access token so far is answered 401. */
  expireAccessTokens(): void;
  /** From now on every refresh token so far is `invalid_grant`. */
  revokeRefreshTokens(): void;

  /** Stops listening and breaks all connections; the state stays. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  resume(): Promise<void>;
  /** Stops for good and removes the files. May be called twice. */
  close(): Promise<void>;
}
