import type { Connection } from 'mysql2/promise';
import { BulkRows } from '../rows/bulk-rows.js';
import { Calendar } from './calendar.js';
import { Documents } from './documents.js';
import { addHouse } from './house.js';
import { Patients } from './patients.js';
import { SeededRandom } from './seeded-random.js';
import { Visits } from './visits.js';

/** How far ahead visits are booked. */
const DAYS_AHEAD = 42;
const WORKING_DAYS_A_YEAR = 260;

export interface PracticeSize {
  /** The same seed and sizes make the same practice, row for row. */
  readonly seed: number;
  /** The day of the practice, `YYYY-MM-DD`. */
  readonly today: string;
  readonly patients?: number;
  /** How many days back the visits reach. */
  readonly days?: number;
  /** How many visits a patient had in these days, on average, each with about two procedures; a whole number. */
  readonly pastVisits?: number;
  /** How many visits are in the book on each working day, today among them, of the six weeks to come. */
  readonly visitsPerDay?: number;
}

/** How many rows a practice has. */
export interface PracticeCounts {
  readonly patients: number;
  readonly visits: number;
  readonly procedures: number;
  readonly documents: number;
}

/**
 * Fills the empty tables of a database, of whatever version of Open Dental, with a made-up practice: who works there, its
 * rooms, codes and image categories, its patients and their visits, procedures and documents. Memory does not grow with
 * the size: 300,000 patients with 5 past visits each have 3 million procedures.
 */
export async function fillPractice(connection: Connection, size: PracticeSize): Promise<PracticeCounts> {
  const { seed, today, patients = 5000, days = 365, pastVisits = 2 } = size;
  const calendar = new Calendar(today, days, DAYS_AHEAD);
  const { visitsPerDay = Math.ceil((patients * 2) / WORKING_DAYS_A_YEAR) } = size;
  const upcoming = visitsPerDay * calendar.ahead.length;
  const rows = new BulkRows(connection, `${calendar.past.at(-1)} 18:00:00`);
  await addHouse(rows);
  const everybody = new Patients(rows, seed, calendar);
  const visits = new Visits(rows, calendar);
  const documents = new Documents(rows, calendar);
  let due = 0;
  for (let number = 1; number <= patients; number += 1) {
    const patient = await everybody.add(number);
    const random = new SeededRandom(seed, number, 3);
    for (let left = random.below(2 * pastVisits + 1); left > 0; left -= 1) await visits.addPast(patient, random);
    // Spreads the visits of the book evenly over those who still come.
    due += upcoming;
    if (patient.status === 'patient') {
      if (due >= patients) {
        due -= patients;
        await visits.addUpcoming(patient, random);
      }
      await visits.addLoose(patient, random);
    }
    await documents.addFor(patient, random);
  }
  await rows.finish();
  return {
    patients: rows.count('patient'),
    visits: rows.count('appointment'),
    procedures: rows.count('procedurelog'),
    documents: rows.count('document'),
  };
}
