import type { BulkRows } from '../rows/bulk-rows.js';
import { PROCEDURE, VISIT, type ProcedureStatus, type VisitStatus } from '../schema/statuses.js';
import { SLOTS, timeOfSlot, type Calendar } from './calendar.js';
import { DENTISTS, HYGIENISTS } from './house.js';
import type { Patient } from './patients.js';
import { codeNumber } from './procedure-codes.js';
import type { SeededRandom } from './seeded-random.js';
import { TREATMENTS, type DueProcedure, type Treatment } from './treatments.js';

const NEVER = '0001-01-01 00:00:00';

interface Visit {
  readonly status: VisitStatus;
  /** `YYYY-MM-DD HH:MM:SS`, or NEVER. */
  readonly at: string;
  readonly treatment: Treatment;
  /** The planned visit that this one carries out, 0 for none. */
  readonly planned?: number;
}

interface Numbers {
  readonly visit: number;
  readonly planned: number;
}

/** The visits of the patients, with the procedures that belong to each. */
export class Visits {
  readonly #rows: BulkRows;
  readonly #calendar: Calendar;
  #lastVisit = 0;
  #upcoming = 0;

  constructor(rows: BulkRows, calendar: Calendar) {
    this.#rows = rows;
    this.#calendar = calendar;
  }

  /** A visit on a day before today: most were completed, some were broken, are on the unscheduled list or were forgotten. */
  async addPast(patient: Patient, random: SeededRandom): Promise<void> {
    const at = `${random.pick(this.#calendar.past)} ${timeOfSlot(random.below(SLOTS))}`;
    const chance = random.below(100);
    const status = chance < 90 ? 'complete' : chance < 95 ? 'broken' : chance < 98 ? 'unscheduled' : 'scheduled';
    const treatment = random.weighted(TREATMENTS);
    if (!random.percent(3)) {
      await this.#addWithProcedures(patient, random, { status, at, treatment });
      return;
    }
    await this.#addPlannedAndItsVisit(patient, random, { status, at, treatment });
  }

  /**
   * The next visit in the book, from today on: as many on each day, in turn. Of today's the first in the morning are
   * completed; of all, one in five carries out a planned visit.
   */
  async addUpcoming(patient: Patient, random: SeededRandom): Promise<void> {
    const { ahead } = this.#calendar;
    const slot = Math.floor(this.#upcoming / ahead.length);
    const day = ahead[this.#upcoming % ahead.length]!;
    this.#upcoming += 1;
    const status = day === this.#calendar.today && slot < 3 ? 'complete' : 'scheduled';
    const visit: Visit = { status, at: `${day} ${timeOfSlot(slot)}`, treatment: random.weighted(TREATMENTS) };
    if (random.percent(20)) await this.#addPlannedAndItsVisit(patient, random, visit);
    else await this.#addWithProcedures(patient, random, visit);
  }

  /** What a practice has beside its book, for some patients: planned, broken and unscheduled visits, notes, plans without a visit. */
  async addLoose(patient: Patient, random: SeededRandom): Promise<void> {
    const { ahead } = this.#calendar;
    const later = `${random.pick(ahead.slice(1))} ${timeOfSlot(random.below(SLOTS))}`;
    const add = (status: VisitStatus, at: string) =>
      this.#addWithProcedures(patient, random, { status, at, treatment: random.weighted(TREATMENTS) });
    if (random.percent(4)) await add('planned', NEVER);
    if (random.percent(1)) await add('broken', later);
    if (random.percent(1)) await add('unscheduled', NEVER);
    if (random.percent(1))
      await this.#addVisit(patient, random, { status: 'note', at: later, treatment: TREATMENTS[0]! });
    if (!random.percent(20)) return;
    const { visit, planned } = { visit: 0, planned: 0 };
    for (const procedure of random.weighted(TREATMENTS).procedures(random)) {
      const status = random.pick([
        'treatmentPlanned',
        'treatmentPlanned',
        'existingOther',
        'referred',
        'condition',
      ] as const);
      await this.#addProcedure(patient, random, procedure, { visit, planned }, status, this.#calendar.past.at(-1)!);
    }
  }

  /** A planned visit stays when it is scheduled; its procedures then belong to both. */
  async #addPlannedAndItsVisit(patient: Patient, random: SeededRandom, visit: Visit): Promise<void> {
    const planned = await this.#addVisit(patient, random, { ...visit, status: 'planned', at: NEVER });
    await this.#addWithProcedures(patient, random, { ...visit, planned });
  }

  async #addWithProcedures(patient: Patient, random: SeededRandom, visit: Visit): Promise<void> {
    const number = await this.#addVisit(patient, random, visit);
    const day = visit.at === NEVER ? this.#calendar.past.at(-1)! : visit.at.slice(0, 10);
    const numbers: Numbers =
      visit.status === 'planned' ? { visit: 0, planned: number } : { visit: number, planned: visit.planned ?? 0 };
    const status = visit.status === 'complete' ? 'complete' : 'treatmentPlanned';
    for (const procedure of visit.treatment.procedures(random)) {
      await this.#addProcedure(patient, random, procedure, numbers, status, day);
    }
    if (random.percent(3)) {
      await this.#addProcedure(patient, random, { code: 'D2740', tooth: '9' }, numbers, 'deleted', day);
    }
  }

  async #addVisit(patient: Patient, random: SeededRandom, visit: Visit): Promise<number> {
    this.#lastVisit += 1;
    const { status, at, treatment, planned = 0 } = visit;
    const hygienist = random.pick(HYGIENISTS);
    const inRoom = status !== 'planned' && status !== 'unscheduled';
    await this.#rows.add('appointment', {
      AptNum: this.#lastVisit,
      PatNum: patient.number,
      AptStatus: VISIT[status],
      Pattern: '/XXXX/',
      Confirmed: 1,
      Op: inRoom ? this.#room(patient, treatment, hygienist) : 0,
      ProvNum: patient.dentist,
      ProvHyg: treatment.byHygienist === true ? hygienist : 0,
      IsHygiene: treatment.byHygienist === true ? 1 : 0,
      AptDateTime: at,
      NextAptNum: planned,
      ClinicNum: patient.clinic,
      AppointmentTypeNum: treatment.type,
      DateTStamp: `${random.pick(this.#calendar.past)} 17:00:00`,
    });
    return this.#lastVisit;
  }

  #room(patient: Patient, treatment: Treatment, hygienist: number): number {
    if (treatment.byHygienist !== true) return 1 + DENTISTS.indexOf(patient.dentist);
    return 1 + DENTISTS.length + HYGIENISTS.indexOf(hygienist);
  }

  #addProcedure(
    patient: Patient,
    random: SeededRandom,
    { code, tooth = '', surf = '', range = '' }: DueProcedure,
    { visit, planned }: Numbers,
    status: ProcedureStatus,
    day: string,
  ): Promise<void> {
    return this.#rows.add('procedurelog', {
      PatNum: patient.number,
      AptNum: visit,
      PlannedAptNum: planned,
      ProcDate: day,
      ProcFee: 50 + random.below(90) * 10,
      ToothNum: tooth,
      Surf: surf,
      ToothRange: range,
      ProcStatus: PROCEDURE[status],
      ProvNum: patient.dentist,
      ClinicNum: patient.clinic,
      CodeNum: codeNumber(code),
      DateComplete: status === 'complete' ? day : '0001-01-01',
      DateTStamp: `${random.pick(this.#calendar.past)} 17:00:00`,
    });
  }
}
