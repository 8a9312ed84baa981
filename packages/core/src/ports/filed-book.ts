import type { OrderId } from '../domain/ids.js';

/** A revision of an order that came into a chart. */
export interface FiledNote {
  readonly revision: number;
  /** Over its content and whose chart it is in. */
  readonly digest: string;
}

/** What is known of an order's filings. */
export interface FiledNotes {
  /** In the order of their revisions. */
  readonly filed: readonly FiledNote[];
  /** A person took it out of the chart, and nobody has filed it since. */
  readonly takenBack: boolean;
}

/**
 * What came into charts, kept apart from the ledger: one that was put back from an older copy does not know it, and must
 * give no key to a second content, and put nothing back that a person took out. Holds no patient data. Every call
 * resolves only when its effect is durable, and throws LEDGER_FAILED where it cannot be.
 */
export interface FiledBook {
  notes(orderId: OrderId): Promise<FiledNotes>;
  /** A revision is in the chart. May be called twice. */
  filed(orderId: OrderId, note: FiledNote): Promise<void>;
  /** A person takes the order out of the chart. May be called twice. */
  takenBack(orderId: OrderId): Promise<void>;
}
