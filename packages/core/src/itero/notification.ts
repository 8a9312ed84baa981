import { RxId } from '../domain/ids.js';
import { field, fieldText } from './caseless.js';
import { RxGuid } from './schema.js';

/** What a scan notification says (iTero DPMS API, Callback Request): a hint to look, never a fact. */
export interface Notification {
  readonly rxId?: RxId | undefined;
  /** Absent where none is named; NaN where what is named is no account's number. */
  readonly companyId?: number | undefined;
}

/** A push names one RX; of a list this long the rest is left out. */
const MOST = 100;
const COMPANY = /^\s*\d{1,15}\s*$/;

/** The JSON in a body, with or without a byte order mark; undefined where there is none. */
function jsonOf(body: unknown): unknown {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(body.toString().replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}

function companyOf(entry: unknown): number | undefined {
  const named = field(entry, 'CompanyId');
  if (named === undefined) return undefined;
  const text = fieldText(entry, 'CompanyId') ?? '';
  return COMPANY.test(text) ? Number(text) : NaN;
}

function toNotification(entry: unknown): Notification | undefined {
  const rxId = RxGuid.safeParse(field(entry, 'Id') ?? field(entry, 'RxId')).data;
  const companyId = companyOf(entry);
  if (rxId === undefined && companyId === undefined) return undefined;
  return { rxId: rxId === undefined ? undefined : RxId(rxId), companyId };
}

/**
 * Reads the body of a notification, parsed or not: one object or a list, in any letter case, with or without `Data`.
 * Never throws; what says nothing is left out.
 */
export function parseNotification(body: unknown): readonly Notification[] {
  const json = jsonOf(body);
  const data = field(json, 'Data') ?? json;
  const entries = Array.isArray(data) ? data.slice(0, MOST) : [data];
  return entries.map(toNotification).filter((entry) => entry !== undefined);
}
