import type { Holding, OrderId, Receipt } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';
import type { Session } from './session.js';

/** What of an order stands in the chart of its patient, as its sink sees it. */
export interface ChartHolding {
  readonly holding: Holding;
  /** How many of its files a person took away or changed, those that stand beside them included. */
  readonly removed: number;
}

/** Asks the chart; undefined where nothing of the order is in one, or it cannot be asked now. */
export async function chartHolding(
  session: Session,
  ledger: ClinicLedger,
  orderId: OrderId,
): Promise<ChartHolding | undefined> {
  const newest = (await ledger.scans.revisions(orderId)).at(-1);
  const captures = await ledger.captures.list(orderId);
  const receipts = [newest, ...captures].flatMap((each) =>
    each?.receipt === undefined || each.withdrawn === true ? [] : [each.receipt],
  );
  try {
    const { sink } = (await session.clinic(ledger.clinic)).adapter;
    if (sink === undefined || receipts.length === 0) return undefined;
    const found: { readonly receipt: Receipt; readonly holding: Holding }[] = [];
    for (const receipt of receipts) found.push({ receipt, holding: await sink.holds(receipt, session.signal) });
    const removed = found.filter(({ holding }) => holding === 'removed');
    if (removed.length > 0)
      return { holding: 'removed', removed: removed.reduce((count, { receipt }) => count + receipt.files.length, 0) };
    return { holding: found.some(({ holding }) => holding === 'missing') ? 'missing' : 'held', removed: 0 };
  } catch {
    // The service does what was asked; only what would be said about it is not known.
    return undefined;
  }
}
