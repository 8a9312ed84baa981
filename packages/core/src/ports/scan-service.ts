import type {
  CloudPatient,
  PatientChange,
  PatientChangeById,
  PatientFilter,
  PatientUpdateAnswer,
} from '../domain/cloud-patient.js';
import type { OrderId, RxId } from '../domain/ids.js';
import type { AssetKind, CaptureListing, OrderFilter, ScanOrder } from '../domain/order.js';
import type { ScannedPatient } from '../domain/patient.js';
import type { Practice } from '../domain/practice.js';
import type { RxSubmission } from '../domain/rx.js';

/** From where on bytes are wanted, and of which version. */
export interface ByteRange {
  /** The first byte wanted, from 0. */
  readonly from: number;
  /** The validator of the part that is already here. */
  readonly validator: string;
}

/** An answer's bytes, not yet read. Whoever got it reads it to its end or destroys it. */
export interface ByteStream {
  /** 0, or where the server goes on after a range was asked for. */
  readonly offset: number;
  /** Bytes of the whole file, where the server said so. */
  readonly totalSize?: number | undefined;
  /** Tells two versions apart (a strong ETag, or Last-Modified); undefined: cannot be resumed. */
  readonly validator?: string | undefined;
  readonly body: NodeJS.ReadableStream;
  /** Each chunk of `body` is memory of its own that nobody else looks at, so whoever reads it may free it early. */
  readonly ownChunks?: boolean | undefined;
}

/** Opens the same bytes again, as often as needed. */
export type OpenBytes = (range: ByteRange | undefined, signal: AbortSignal) => Promise<ByteStream>;

/**
 * The scanner's cloud, for one clinic. Every call throws `NOT_PAIRED` or `PAIRING_ENDED` where the clinic has no valid
 * pairing, `CLOUD_UNREACHABLE`, `CLOUD_ERROR` or `CLOUD_BUSY` where waiting helps.
 */
export interface ScanService {
  practice(signal: AbortSignal): Promise<Practice>;

  /**
   * Puts an RX on the scanner. Not idempotent and not to be looked up afterwards: throws `RX_IN_DOUBT` when the answer
   * was lost, anything else only when the RX is surely not there.
   */
  submit(rx: RxSubmission, signal: AbortSignal): Promise<RxId>;

  /** Takes an RX from the scanner. May be repeated; throws `RX_UNKNOWN_TO_CLOUD` when it is not there or was scanned. */
  withdraw(rxId: RxId, signal: AbortSignal): Promise<void>;

  /**
   * The orders that the filter wants, page by page, in no promised order. An order may be missing that is only being
   * made; none is left out that was listed before the first page was asked for.
   */
  orders(filter: OrderFilter, signal: AbortSignal): AsyncIterable<readonly ScanOrder[]>;

  /** The order of an RX, or undefined while it has none. */
  orderByRx(rxId: RxId, signal: AbortSignal): Promise<ScanOrder | undefined>;

  /** Opens an asset's ZIP. `none` where there is nothing of that kind. Throws `SCAN_NOT_READY` while it is being made. */
  openAsset(
    order: ScanOrder,
    kind: AssetKind,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream | 'none'>;

  /** The screen captures taken since a day, at most 90 days back; 14 days where none is given. */
  captures(since: Date | undefined, signal: AbortSignal): Promise<readonly CaptureListing[]>;

  /** Opens one screen capture, a JPEG. */
  openCapture(
    capture: { readonly orderId: OrderId; readonly url: string },
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream>;

  /**
   * Everybody who has both names, exactly so, and everybody who has the chart number; where that is blank, everybody
   * without one. Nobody is an empty list.
   */
  similarPatients(patient: ScannedPatient, signal: AbortSignal): Promise<readonly CloudPatient[]>;

  /** The patients that the filter wants, page by page. Throws `PATIENT_SEARCH_UNAVAILABLE` where the cloud has no such search. */
  searchPatients(filter: PatientFilter, signal: AbortSignal): AsyncIterable<readonly CloudPatient[]>;

  /** Changes the one patient who has this chart number. May be repeated. */
  updatePatient(chartNumber: string, change: PatientChange, signal: AbortSignal): Promise<PatientUpdateAnswer>;

  /** Changes the patient with this id of the cloud; what is absent stays. May be repeated. */
  updatePatientById(id: string, change: Partial<PatientChangeById>, signal: AbortSignal): Promise<PatientUpdateAnswer>;
}
