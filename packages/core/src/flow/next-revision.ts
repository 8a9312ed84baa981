import { contentDigest } from '../domain/digest.js';
import type { PatientRef } from '../domain/ids.js';
import type { FiledNotes } from '../ports/filed-book.js';

/** What tells one filing of an order from another. */
export function filingDigest(digest: string, patient: PatientRef): string {
  return contentDigest({ digest, patient });
}

/**
 * The number of a revision that is none of the ledger's: the next one, or, where the ledger forgot revisions that are in
 * the chart, the number that the same content has there, or the first one that nothing there has. What a person took out
 * does not come back under its number.
 */
export function nextRevision(known: number, { filed, takenBack }: FiledNotes, digest: string): number {
  const forgotten = filed.filter(({ revision }) => revision > known);
  const same = takenBack ? undefined : forgotten.findLast((note) => note.digest === digest);
  return same?.revision ?? Math.max(known, ...forgotten.map(({ revision }) => revision)) + 1;
}
