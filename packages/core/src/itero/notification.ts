import { RxId } from '../domain/ids.js';
import { field } from './caseless.js';
import { RxGuid } from './schema.js';

/** What a scan notification says (iTero DPMS API, Callback Request): a hint to look, never a fact. */
export interface Notification {
  readonly rxId?: RxId | undefined;
  readonly companyId?: number | undefined;
}

/** A push names one RX; a list this long is none. */
const MOST = 100;

function fromText(body: unknown): unknown {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function toNotification(entry: unknown): Notification | undefined {
  const rxId = RxGuid.safeParse(field(entry, 'Id') ?? field(entry, 'RxId')).data;
  const companyId = Number.parseInt(String(field(entry, 'CompanyId')), 10);
  const known = Number.isSafeInteger(companyId) ? companyId : undefined;
  if (rxId === undefined && known === undefined) return undefined;
  return { rxId: rxId === undefined ? undefined : RxId(rxId), companyId: known };
}

/**
 * Reads the body of a notification, parsed or not: one object or a list, in any letter case, with or without `Data`.
 * Never throws; what says nothing is left out.
 */
export function parseNotification(body: unknown): readonly Notification[] {
  const json = fromText(body);
  const data = field(json, 'Data') ?? json;
  const entries = Array.isArray(data) ? data.slice(0, MOST) : [data];
  return entries.map(toNotification).filter((entry) => entry !== undefined);
}
