import type { PatientRef } from '../domain/ids.js';
import type { Patient } from '../domain/patient.js';
import { reviewSentences, type ReviewReason } from '../domain/review-reason.js';
import type { MatchCandidate } from '../domain/scan.js';
import type { PatientCandidate } from '../ports/patient-source.js';

/** Who may be meant, each patient once with all the reasons why no rule could say so. */
export class MatchCandidates {
  readonly #found = new Map<PatientRef, { patient: Patient; reasons: Set<ReviewReason>; remark: string | undefined }>();

  add({ remark, ...patient }: PatientCandidate, ...reasons: readonly ReviewReason[]): void {
    const known = this.#found.get(patient.ref);
    this.#found.set(patient.ref, {
      patient: known?.patient ?? patient,
      reasons: new Set([...(known?.reasons ?? []), ...reasons]),
      remark: known?.remark ?? remark,
    });
  }

  get list(): readonly MatchCandidate[] {
    return [...this.#found.values()].map(({ patient, reasons: set, remark }) => {
      const reasons = [...set];
      return {
        patient,
        reasons,
        why: [reviewSentences(reasons), remark].filter((part) => part !== undefined).join(' '),
      };
    });
  }
}
