import { PatientRef, RxKey, type RxConfirmation, type RxReading, type RxTrigger, type WantedRx } from '@chairside/core';
import type { Source, Visit } from './source-types.js';

const ANSWERS: Readonly<Record<Visit['status'], RxConfirmation>> = {
  booked: 'wanted',
  done: 'over',
  cancelled: 'cancelled',
};

/** Every booked visit that calls for a scan is an RX, under the visit's number. */
export class VisitTrigger implements RxTrigger {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  async read(_cursor: string | undefined, signal: AbortSignal): Promise<RxReading> {
    const visits = await this.#source.bookedVisits(signal);
    return { kind: 'snapshot', wanted: visits.map(wantedRx) };
  }

  /** A visit that is gone was deleted, unless the whole book is empty: then it is being repaired or filled. */
  async confirm(keys: readonly RxKey[], signal: AbortSignal): Promise<ReadonlyMap<RxKey, RxConfirmation>> {
    const asked = keys.filter((key) => /^\d{1,15}$/.test(key));
    if (asked.length === 0) return new Map();
    const { found, isFilled } = await this.#source.visits(asked.map(Number), signal);
    const byKey = new Map(found.map((visit) => [RxKey(String(visit.id)), visit]));
    const answers = asked.map((key) => {
      const visit = byKey.get(key);
      if (visit !== undefined) return [key, ANSWERS[visit.status]] as const;
      return [key, isFilled ? ('cancelled' as const) : undefined] as const;
    });
    return new Map(answers.filter((pair): pair is [RxKey, RxConfirmation] => pair[1] !== undefined));
  }
}

/** What is not known is left out, never empty. */
function wantedRx({ id, patient, doctor, procedure, note }: Visit): WantedRx {
  return {
    key: RxKey(String(id)),
    patient: PatientRef(String(patient)),
    doctor: doctor ?? undefined,
    procedureCode: procedure ?? undefined,
    notes: note ?? undefined,
  };
}
