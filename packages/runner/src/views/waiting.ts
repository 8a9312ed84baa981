import { ERROR_CODES, type ChairsideErrorCode, type ErrorClass, type PlainText, type Problem } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';
import { isoTime } from './iso-time.js';

/** Items of one kind that are tried again by themselves, all for the same reason. */
export interface Waiting {
  readonly kind: 'rx' | 'scan' | 'capture' | 'patient' | 'status';
  readonly code: ChairsideErrorCode;
  readonly text: PlainText;
  readonly count: number;
  /** When the first of them is tried next. */
  readonly nextTryAt: string | undefined;
}

interface Item {
  readonly dueAt?: number | undefined;
  readonly problem?: Problem | undefined;
}

/** As many of each kind are looked at, those that are due first. */
const LIMIT = 1_000;
/** What waiting helps against. */
const OTHERS: readonly ErrorClass[] = ['transient', 'rate-limited', 'auth'];

/** What goes on by itself and has met a problem, and when: nothing is tried again in silence. */
export async function whatWaits(ledger: ClinicLedger): Promise<readonly Waiting[]> {
  const ever = Number.MAX_SAFE_INTEGER;
  return [
    ...grouped('rx', await ledger.rx.due(ever, LIMIT)),
    ...grouped('scan', await ledger.scans.due(ever, LIMIT)),
    ...grouped('capture', await ledger.captures.due(ever, LIMIT)),
    ...grouped('patient', await ledger.patients.due(ever, LIMIT)),
    ...grouped('status', await ledger.status.due(ever, LIMIT)),
  ];
}

/** Whether an item waits for something that cannot be reached now. */
export async function waitsForOthers(ledger: ClinicLedger): Promise<boolean> {
  return (await whatWaits(ledger)).some(({ code }) => OTHERS.includes(ERROR_CODES[code].class));
}

function grouped(kind: Waiting['kind'], items: readonly Item[]): readonly Waiting[] {
  const codes = new Set(items.flatMap(({ problem }) => problem?.code ?? []));
  return [...codes].map((code) => {
    const those = items.filter(({ problem }) => problem?.code === code);
    const next = Math.min(...those.map(({ dueAt }) => dueAt ?? Infinity));
    return { kind, code, text: ERROR_CODES[code].text, count: those.length, nextTryAt: isoTime(next) };
  });
}
