import type { Problem } from '../domain/problem.js';
import type { Receipt, ScanRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ScanSink } from '../ports/scan-sink.js';
import { problemOf } from './retry.js';

const SOONEST = 10 * 60 * 1000;
const LATEST = 24 * 60 * 60 * 1000;

/** Whether the DPMS has not put all files of a receipt into the chart yet. */
export function isPending({ pending = [] }: Receipt): boolean {
  return pending.length > 0;
}

/** Whether a scan was handed over and waits for the DPMS alone: nothing of it is in staging any more. */
export function awaitsImport({ state, staged }: ScanRecord): boolean {
  return state === 'verified' && staged === undefined;
}

/** The receipt as it is now. */
export async function settled(sink: ScanSink, receipt: Receipt, signal: AbortSignal): Promise<Receipt> {
  return isPending(receipt) && sink.settle !== undefined ? sink.settle(receipt, signal) : receipt;
}

/** When to look again, milliseconds since 1970: the longer nothing happened, the more rarely. */
export function lookForImportAt(handedOverAt: number, now: number): number {
  return now + Math.round(Math.min(LATEST, Math.max(SOONEST, (now - handedOverAt) / 8)));
}

/** What whoever looks at the item is told. */
export function importProblem(now: number): Problem {
  return problemOf(new ChairsideError('CHART_IMPORT_PENDING'), now);
}
