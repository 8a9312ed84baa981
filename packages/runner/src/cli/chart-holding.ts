import type { Holding, OrderId } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';
import type { Session } from './session.js';

/**
 * What of an order stands in the chart, as its sink sees it: `removed` where a person took away or changed any of it.
 * Undefined where nothing of the order is in a chart, or that cannot be asked now.
 */
export async function chartHolding(
  session: Session,
  ledger: ClinicLedger,
  orderId: OrderId,
): Promise<Holding | undefined> {
  const newest = (await ledger.scans.revisions(orderId)).at(-1);
  const captures = await ledger.captures.list(orderId);
  const receipts = [newest, ...captures].flatMap((each) =>
    each?.receipt === undefined || each.withdrawn === true ? [] : [each.receipt],
  );
  try {
    const { sink } = (await session.clinic(ledger.clinic)).adapter;
    if (sink === undefined || receipts.length === 0) return undefined;
    const found: Holding[] = [];
    for (const receipt of receipts) found.push(await sink.holds(receipt, session.signal));
    return (['removed', 'missing'] as const).find((holding) => found.includes(holding)) ?? 'held';
  } catch {
    // The service does what was asked; only what would be said about it is not known.
    return undefined;
  }
}
