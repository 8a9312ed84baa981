import { contentDigest } from '../domain/digest.js';
import type { ScanOrder } from '../domain/order.js';

/** An address without its query: signatures and expiry times in it change without a change of the file. */
function lasting(address: string): string {
  const cut = address.indexOf('?');
  return cut === -1 ? address : address.slice(0, cut);
}

/** Over what may tell that an order's files changed: status, scanning date and time, preps, notes, addresses. */
export function orderFingerprint(order: ScanOrder): string {
  return contentDigest({
    status: order.status,
    scannedAt: order.scannedAt,
    preps: order.preps,
    notes: order.notes,
    assets: Object.fromEntries(Object.entries(order.assets).map(([kind, address]) => [kind, lasting(address)])),
  });
}
