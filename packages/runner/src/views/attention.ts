import { ERROR_CODES, type ChairsideErrorCode, type PatientText, type PlainText, type Problem } from '@chairside/core';
import type { ClinicLedger, ScanRecord } from '@chairside/core/house';
import { reportedMappings } from '@chairside/core/flow';

/** Something that waits for a person. */
export interface Attention {
  readonly kind: 'rx' | 'scan' | 'capture' | 'patient' | 'status' | 'mapping';
  /** The RX key, the order of the scan or of its captures, the DPMS's reference of the patient, the number of the status in the outbox, or where the mapping stands in the clinic's section of the configuration. */
  readonly key: string;
  readonly state: string;
  readonly code: ChairsideErrorCode | null;
  /** For the operator's screen. */
  readonly text: PatientText;
  /** False where nothing is lost by leaving it: it is shown, and no alarm. */
  readonly urgent: boolean;
}

const LIMIT = 1_000;
/** Of visits that are past: a practice looks at them when it has time. */
const NO_HURRY: readonly (ChairsideErrorCode | undefined)[] = ['RX_VISIT_OVER', 'RX_NEVER_SCANNED'];

function entry(kind: Attention['kind'], key: string, state: string, problem: Problem | undefined): Attention {
  const text = problem?.text ?? `The ${kind} is ${state}.`;
  return { kind, key, state, code: problem?.code ?? null, text, urgent: !NO_HURRY.includes(problem?.code) };
}

/** The same with what to do about it, where the problem itself cannot say so. */
function advised(kind: 'capture' | 'status', key: string, state: string, problem: Problem | undefined): Attention {
  const { text, ...rest } = entry(kind, key, state, problem);
  return { ...rest, text: `${text} ${ADVICE[kind](key)}` };
}

const ADVICE = {
  capture: (orderId: string): PlainText =>
    `Try again with: chairside scans retry ${orderId}; or leave it with: chairside review dismiss ${orderId}.`,
  status: (id: string): PlainText =>
    `Try again with: chairside outbox retry ${id}; or leave it untold with: chairside outbox dismiss ${id}.`,
};

/** The text of an entry without the words of a request or of a complaint: for stderr, which somebody may keep. */
export function plainText({ kind, key, state, code }: Attention): PlainText {
  const text = code === null ? `The ${kind} is ${state}.` : ERROR_CODES[code].text;
  return kind === 'capture' || kind === 'status' ? `${text} ${ADVICE[kind](key)}` : text;
}

/** What waits for a person though nothing of it has failed. */
function notice(kind: Attention['kind'], key: string, state: string, code: ChairsideErrorCode): Attention {
  return { kind, key, state, code, text: ERROR_CODES[code].text, urgent: true };
}

/** Whether a person is still to delete files of a wrong filing, or to help, though the scan itself does not say so. */
function isLeftInChart({ state, takenBack, backoff }: ScanRecord): boolean {
  if (state !== 'filed' && state !== 'dismissed') return false;
  return takenBack !== undefined && takenBack.receipts.length > 0 && (takenBack.left.length > 0 || backoff > 0);
}

/** With what is to be deleted, as the DPMS names it. */
function leftEntry({ orderId, state, takenBack }: ScanRecord): Attention {
  const known = notice('scan', orderId, state, 'SCAN_LEFT_IN_CHART');
  const left = takenBack?.left.map(({ knownAs }) => knownAs) ?? [];
  return left.length === 0 ? known : { ...known, text: `${known.text} (${left.join('; ')})` };
}

/** Everything of a clinic that goes on only when somebody does something. */
export async function needsPerson(ledger: ClinicLedger): Promise<readonly Attention[]> {
  const rx = await ledger.rx.list({ states: ['proposed', 'wanted', 'submitted', 'in-doubt', 'failed'], limit: LIMIT });
  const waiting = rx.filter(({ state, problem }) =>
    // What iTero refuses is tried again, but rarely gets right by itself.
    state === 'wanted' || state === 'submitted'
      ? problem?.class === 'needs-person' || problem?.class === 'permanent'
      : true,
  );
  const scans = await ledger.scans.list({ states: ['review', 'failed'], limit: LIMIT });
  const verified = await ledger.scans.list({ states: ['verified'], limit: LIMIT });
  const sentBack = await ledger.scans.sentBack(LIMIT);
  const captures = await ledger.captures.failed(LIMIT);
  const without = new Map(captures.map((capture) => [capture.orderId, capture]));
  const patients = await ledger.patients.list({ states: ['review', 'failed'], limit: LIMIT });
  const held = await ledger.status.held(LIMIT);
  const gone = await reportedMappings(ledger);
  // Wrong filings of which something is left are due all the time, wherever their scans have got to.
  const takenBack = (await ledger.scans.due(Number.MAX_SAFE_INTEGER, LIMIT)).filter(isLeftInChart);
  return [
    ...waiting.map(({ key, state, problem }) => entry('rx', key, state, problem)),
    ...[...scans, ...verified.filter(({ problem }) => problem?.class === 'needs-person')].map(
      ({ orderId, state, problem }) => entry('scan', orderId, state, problem),
    ),
    ...sentBack.map(({ orderId, state }) => notice('scan', orderId, state, 'SCAN_SENT_BACK')),
    ...takenBack.map(leftEntry),
    // One line for an order, however many of its captures failed.
    ...[...without.values()].map(({ orderId, state, problem }) => advised('capture', orderId, state, problem)),
    ...patients.map(({ ref, state, problem }) => entry('patient', ref, state, problem)),
    ...held.map(({ id, update, problem }) => advised('status', String(id), update.state, problem)),
    ...gone.map(({ path, code }) => notice('mapping', path, 'gone', code)),
  ];
}
