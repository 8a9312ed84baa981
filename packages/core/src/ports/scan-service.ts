import type { OrderId, RxId } from '../domain/ids.js';
import type { AssetKind, CaptureListing, ScanOrder } from '../domain/order.js';
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
   * The orders scanned within a span of time, page by page, in no promised order. An order may be missing that is
   * only being made; none is left out that was listed before the first page was asked for.
   */
  orders(from: Date, to: Date, signal: AbortSignal): AsyncIterable<readonly ScanOrder[]>;

  /** The order of an RX, or undefined while it has none. */
  orderByRx(rxId: RxId, signal: AbortSignal): Promise<ScanOrder | undefined>;

  /** Opens an asset's ZIP. `none` where there is nothing of that kind. Throws `SCAN_NOT_READY` while it is being made. */
  openAsset(
    order: ScanOrder,
    kind: AssetKind,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream | 'none'>;

  /** The screen captures taken since a day, at most 90 days back. */
  captures(since: Date, signal: AbortSignal): Promise<readonly CaptureListing[]>;

  /** Opens one screen capture, a JPEG. */
  openCapture(
    capture: { readonly orderId: OrderId; readonly url: string },
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream>;
}
