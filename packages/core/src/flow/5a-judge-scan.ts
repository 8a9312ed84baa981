import { contentDigest } from '../domain/digest.js';
import type { ScanOrder } from '../domain/order.js';
import type { Patient } from '../domain/patient.js';
import { comparePatient, type ReviewReason } from '../domain/review-reason.js';
import type { ScanRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { FiledBook } from '../ports/filed-book.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { MatchScan, ScanMatch } from './5-match-scan.js';
import { MatchCandidates } from './match-candidates.js';
import { problemOf } from './retry.js';
import type { ScanPatch } from './scan-writer.js';
import { takeBackAt, takenBackProblem } from './taken-back.js';

/** Whom a scan may be filed for by itself. */
export type ScanVerdict =
  /** For the one it was judged for before. */
  | { readonly kind: 'stands' }
  | { readonly kind: 'matched'; readonly patch: ScanPatch }
  /** A person must say. */
  | { readonly kind: 'review'; readonly patch: ScanPatch };

/** Puts what the rules say of an order together with what was decided on its scan before. Changes no scan. */
export class JudgeScan {
  readonly #match: MatchScan;
  readonly #ledger: ClinicLedger;
  readonly #book: FiledBook;
  readonly #clock: Clock;

  constructor(match: MatchScan, ledger: ClinicLedger, book: FiledBook, clock: Clock) {
    this.#match = match;
    this.#ledger = ledger;
    this.#book = book;
    this.#clock = clock;
  }

  async judge(record: ScanRecord, signal: AbortSignal): Promise<ScanVerdict> {
    const { order, takenBack, match, matchedAs, rxKey, candidates } = record;
    const now = this.#clock.now();
    if (match !== 'person' && (await this.#wasTakenBack(record))) {
      const problem = takenBackProblem(takenBack, now);
      return review({ rxKey, doubts: ['taken-back'], candidates, problem, dueAt: takeBackAt(record, now) });
    }
    const bound = await this.#boundTo(record);
    if (
      record.patient !== undefined &&
      bound !== undefined &&
      matchedAs !== undefined &&
      contentDigest(matchedAs) === contentDigest(order.patient)
    )
      return { kind: 'stands' };
    const answer = await this.#match.match(order, signal);
    if (answer.kind === 'matched' && (bound === undefined || bound.ref === answer.patient.ref))
      return {
        kind: 'matched',
        patch: {
          patient: answer.patient,
          match: answer.reason,
          matchedAs: order.patient,
          rxKey: answer.rxKey,
          doubts: undefined,
          candidates: undefined,
          boundTo: undefined,
        },
      };
    const problem = problemOf(new ChairsideError('SCAN_PATIENT_UNMATCHED'), now);
    const { doubts = [], candidates: weighedOnes } = weighed(answer, bound, order);
    const forgotten: readonly ReviewReason[] = (await this.#isForgotten(record)) ? ['filed-forgotten'] : [];
    return review({
      rxKey: answer.rxKey,
      doubts: [...forgotten, ...doubts],
      candidates: weighedOnes,
      boundTo: bound,
      problem,
      dueAt: undefined,
    });
  }

  /** An older copy of the ledger may have forgotten it. */
  async #wasTakenBack({ takenBack, orderId }: ScanRecord): Promise<boolean> {
    return takenBack !== undefined || (await this.#book.notes(orderId)).takenBack;
  }

  /** It stands in a chart, and the ledger was put back from a copy that does not know in whose. */
  async #isForgotten({ orderId, revision }: ScanRecord): Promise<boolean> {
    return revision === 0 && (await this.#book.notes(orderId)).filed.length > 0;
  }

  /** A person's decision stands, and what is, or may be, in a chart stays there: as long as the scan names the same patient. */
  async #boundTo({ orderId, match, revision, state, patient, boundTo }: ScanRecord): Promise<Patient | undefined> {
    if (patient !== undefined) return match === 'person' || revision > 0 || state === 'verified' ? patient : undefined;
    if (boundTo !== undefined || revision === 0) return boundTo;
    const standing = (await this.#ledger.scans.revisions(orderId)).filter(({ withdrawn }) => withdrawn !== true);
    return standing.at(-1)?.patient;
  }
}

function review(patch: ScanPatch): ScanVerdict {
  return {
    kind: 'review',
    patch: { ...patch, state: 'review', patient: undefined, match: undefined, matchedAs: undefined, staged: undefined },
  };
}

/** Why a person must say, and who may be meant. */
function weighed(
  answer: ScanMatch,
  bound: Patient | undefined,
  { patient: scanned }: ScanOrder,
): Pick<ScanPatch, 'doubts' | 'candidates'> {
  const unmatched = answer.kind === 'unmatched' ? answer : { doubts: [], candidates: [] };
  if (bound === undefined) return { doubts: unmatched.doubts, candidates: unmatched.candidates };
  const known = new MatchCandidates();
  if (answer.kind === 'matched') known.add(answer.patient, 'names-now', ...comparePatient(scanned, answer.patient));
  known.add(bound, 'filed-before', ...comparePatient(scanned, bound));
  const others = unmatched.candidates.filter(({ patient }) => patient.ref !== bound.ref);
  return { doubts: ['names-another', ...unmatched.doubts], candidates: [...others, ...known.list] };
}
