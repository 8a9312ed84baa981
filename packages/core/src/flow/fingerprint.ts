import { hash } from 'node:crypto';
import { ASSET_KINDS, type ScanOrder } from '../domain/order.js';

/** An address without its query: signatures and expiry times in it change without a change of the file. */
export function lastingAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const cut = address.indexOf('?');
  return cut === -1 ? address : address.slice(0, cut);
}

/** Over what may tell that an order's files changed: status, scanning date and time, preps, notes, addresses. */
export function orderFingerprint({ status, scannedAt, preps, notes, assets }: ScanOrder): string {
  // A list, so that the order of keys has no say; what is absent is null in it.
  const teeth = preps.map((prep) => [prep.tooth, prep.unitTypeId, prep.unitTypeName, prep.bridgeId]);
  const addresses = ASSET_KINDS.map((kind) => lastingAddress(assets[kind]));
  return hash('sha256', JSON.stringify([status, scannedAt, teeth, notes, addresses]));
}
