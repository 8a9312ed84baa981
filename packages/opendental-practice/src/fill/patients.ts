import type { BulkRows } from '../rows/bulk-rows.js';
import { LINK, PATIENT, type PatientStatus } from '../schema/statuses.js';
import type { Calendar } from './calendar.js';
import { CLINICS, DENTISTS } from './house.js';
import { imageFolder, madeUpName, type Name } from './names.js';
import { SeededRandom } from './seeded-random.js';

/** A patient of the made-up practice, as much as the visits need. */
export interface Patient {
  readonly number: number;
  readonly name: Name;
  readonly status: PatientStatus;
  readonly clinic: number;
  readonly dentist: number;
}

const STATUSES: readonly { readonly status: PatientStatus; readonly weight: number }[] = [
  { status: 'patient', weight: 88 },
  { status: 'nonPatient', weight: 2 },
  { status: 'inactive', weight: 4 },
  { status: 'archived', weight: 1 },
  { status: 'deleted', weight: 2 },
  { status: 'deceased', weight: 2 },
  { status: 'prospective', weight: 1 },
];

/** Every 200th patient was merged into the one before, and every 1000th's follower into a merged one. */
function isMerged(number: number): boolean {
  return number % 200 === 0 || (number > 1000 && number % 1000 === 1);
}

/** Every 250th patient, from the 125th, is the clone of the one before: the same person, in capitals. */
function isClone(number: number): boolean {
  return number % 250 === 125;
}

interface Person {
  readonly name: Name;
  readonly birthDate: string;
  readonly gender: number;
}

function personOf(seed: number, number: number): Person {
  const random = new SeededRandom(seed, number, 1);
  const year = random.percent(2) ? undefined : 1935 + random.below(87);
  const monthAndDay = `-0${1 + random.below(9)}-${10 + random.below(19)}`;
  return {
    name: madeUpName(random),
    birthDate: year === undefined ? '0001-01-01' : `${year}${monthAndDay}`,
    gender: random.percent(4) ? 2 + random.below(2) : random.below(2),
  };
}

function capitals({ last, first }: Name): Name {
  return { last: last.toUpperCase(), first: first.toUpperCase() };
}

function teethMissing(random: SeededRandom): readonly number[] {
  if (random.percent(2)) return Array.from({ length: random.percent(30) ? 32 : 16 }, (_, index) => index + 1);
  if (!random.percent(10)) return [];
  const first = 1 + random.below(29);
  return Array.from({ length: 1 + random.below(4) }, (_, index) => first + index);
}

/** The patients of the made-up practice, one after the other. */
export class Patients {
  readonly #rows: BulkRows;
  readonly #seed: number;
  readonly #calendar: Calendar;

  constructor(rows: BulkRows, seed: number, calendar: Calendar) {
    this.#rows = rows;
    this.#seed = seed;
    this.#calendar = calendar;
  }

  /** Writes the patient, the links to others and the teeth that are missing. */
  async add(number: number): Promise<Patient> {
    const random = new SeededRandom(this.#seed, number, 2);
    const clone = isClone(number);
    const merged = isMerged(number);
    const person = personOf(this.#seed, clone ? number - 1 : number);
    const patient: Patient = {
      number,
      name: clone ? capitals(person.name) : person.name,
      status: merged ? 'archived' : clone ? 'patient' : random.weighted(STATUSES).status,
      clinic: random.pick(CLINICS),
      dentist: random.pick(DENTISTS),
    };
    await this.#addRow(patient, person, random);
    if (merged) await this.#link(number, number - 1, LINK.merge);
    if (clone) await this.#link(number - 1, number, LINK.clone);
    for (const tooth of teethMissing(random)) {
      await this.#rows.add('toothinitial', { PatNum: number, ToothNum: String(tooth), InitialType: 0 });
    }
    return patient;
  }

  #addRow(patient: Patient, { birthDate, gender }: Person, random: SeededRandom): Promise<void> {
    const { number, name, status, clinic, dentist } = patient;
    const changed = random.pick(this.#calendar.past);
    return this.#rows.add('patient', {
      PatNum: number,
      LName: name.last,
      FName: name.first,
      PatStatus: PATIENT[status],
      Gender: gender,
      Birthdate: birthDate,
      Guarantor: number > 1 && random.percent(30) ? number - 1 : number,
      PriProv: dentist,
      ClinicNum: clinic,
      ImageFolder: random.percent(90) ? imageFolder(name, number) : '',
      ChartNumber: random.percent(15) ? `C${String(number).padStart(6, '0')}` : '',
      Email: `sample${number}@example.invalid`,
      HmPhone: `(555)555-${String(number % 10_000).padStart(4, '0')}`,
      Address: `${number} Sample Street`,
      DateTimeDeceased: status === 'deceased' ? `${changed} 12:00:00` : '0001-01-01 00:00:00',
      DateTStamp: `${changed} ${String(9 + random.below(9)).padStart(2, '0')}:00:00`,
    });
  }

  #link(from: number, to: number, type: number): Promise<void> {
    const at = `${this.#calendar.past.at(-1)} 12:00:00`;
    return this.#rows.add('patientlink', { PatNumFrom: from, PatNumTo: to, LinkType: type, DateTimeLink: at });
  }
}
