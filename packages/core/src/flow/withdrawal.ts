import { comparePatient } from '../domain/review-reason.js';
import type { CaptureRecord, Receipt, ScanRecord, ScanRevision } from '../domain/scan.js';
import { anew } from './anew.js';
import { MatchCandidates } from './match-candidates.js';
import type { ScanPatch } from './scan-writer.js';
import { takenBackProblem } from './taken-back.js';

/** What is changed where a person takes a scan out of the charts. */
export interface Withdrawal {
  readonly scan: ScanPatch;
  readonly revisions: readonly ScanRevision[];
  readonly captures: readonly CaptureRecord[];
}

/**
 * Plans the taking back of everything of an order that stands, or may stand, in a chart; undefined where that is nothing.
 * A capture that is being filed at this moment is marked, so that it follows as soon as it is known where it stands.
 */
export function planWithdrawal(
  record: ScanRecord,
  known: readonly ScanRevision[],
  captures: readonly CaptureRecord[],
  now: number,
): Withdrawal | undefined {
  const revisions = known.filter(({ withdrawn }) => withdrawn !== true);
  const receipts = [...revisions.map(({ receipt }) => receipt), ...captures.flatMap(standing)];
  if (receipts.length === 0 && captures.every(({ filing }) => filing === undefined)) return undefined;
  // Of an earlier wrong filing something may be left as well.
  const all = new Map([...(record.takenBack?.receipts ?? []), ...receipts].map((receipt) => [receipt.key, receipt]));
  const takenBack = { receipts: [...all.values()], left: record.takenBack?.left ?? [] };
  const candidates = new MatchCandidates();
  for (const { patient } of revisions.toReversed())
    candidates.add(patient, 'taken-from', ...comparePatient(record.order.patient, patient));
  return {
    scan: {
      ...anew(now),
      state: 'review',
      takenBack,
      patient: undefined,
      match: undefined,
      matchedAs: undefined,
      boundTo: undefined,
      staged: undefined,
      doubts: ['taken-back'],
      candidates: candidates.list,
      problem: takenBackProblem({ ...takenBack, left: [] }, now),
    },
    revisions: revisions.map((revision) => ({ ...revision, withdrawn: true })),
    captures: captures.map((capture) => ({ ...capture, ...captureOut(capture, now), updatedAt: now })),
  };
}

/** The receipts of a capture in all charts. */
function standing({ receipt, withdrawn, earlier = [] }: CaptureRecord): readonly Receipt[] {
  return receipt === undefined || withdrawn === true ? earlier : [...earlier, receipt];
}

function captureOut({ state, filing, receipt, withdrawn }: CaptureRecord, now: number): Partial<CaptureRecord> {
  const out: Partial<CaptureRecord> = {
    earlier: undefined,
    withdrawn: receipt === undefined ? withdrawn : true,
    filing: filing && { ...filing, withdrawn: true },
  };
  if (state === 'dismissed') return out;
  // Nothing is filed before somebody says for whom; only what was begun is brought to its end.
  return { ...out, ...anew(now), state: 'listed', dueAt: filing === undefined ? undefined : now };
}
