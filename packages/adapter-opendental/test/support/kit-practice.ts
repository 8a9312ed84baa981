import type { ChartFile, PracticeHands as KitHands, SamplePerson, ScanWish } from '@chairside/adapter-testkit';
import { PatientRef, RxKey } from '@chairside/core';
import { PracticeHands } from '@chairside/opendental-practice';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Connection, ResultSetHeader } from 'mysql2/promise';
import { freshDatabase, readOnlyAccount } from './server.js';
import { SilentWay } from './silent-way.js';

/** What a check may have written to. */
const TABLES = ['appointment', 'histappointment', 'patient', 'procedurelog', 'document'];

/** Too many to be added one by one. */
const MANY = 100;

/** One database for all checks, since making one takes long: emptied for each. */
let shared: Promise<SharedPractice> | undefined;

interface SharedPractice {
  readonly connection: Connection;
  readonly hands: PracticeHands;
  readonly dentist: number;
  readonly address: object & { readonly port: number };
}

async function openShared(): Promise<SharedPractice> {
  const database = await freshDatabase();
  const hands = new PracticeHands(database.practice);
  await hands.addCategory({ name: 'Scans' });
  await hands.setPreference('AtoZfolderUsed', '1');
  const dentist = await hands.addProvider({ abbr: 'DOC1', last: 'Test', first: 'Dora' });
  return { connection: database.practice, hands, dentist, address: await readOnlyAccount(database) };
}

/** A practice with Open Dental and an image folder, and the hands of its people. */
export class KitPractice implements KitHands {
  readonly options: object;
  readonly #shared: SharedPractice;
  readonly #way: SilentWay;
  readonly #dir: string;

  private constructor(practice: SharedPractice, way: SilentWay, dir: string) {
    this.#shared = practice;
    this.#way = way;
    this.#dir = dir;
    this.options = {
      database: { ...practice.address, port: way.port },
      chartNumber: 'ChartNumber',
      files: { root: this.#root, category: 'Scans', zip: false, pictures: true, rx: false, meshes: true },
    };
  }

  static async open(): Promise<KitPractice> {
    shared ??= openShared();
    const practice = await shared;
    for (const table of TABLES) await practice.connection.query('TRUNCATE TABLE ??', [table]);
    const way = await SilentWay.open(practice.address.port);
    const kit = new KitPractice(practice, way, await mkdtemp(join(tmpdir(), 'chairside-open-dental-')));
    await mkdir(join(kit.#root, 'A'), { recursive: true });
    // A book without any visit is one that is being filled or repaired.
    await practice.hands.addVisit({ patient: 0, status: 'complete', at: { inDays: -30 } });
    return kit;
  }

  /** Called once, after the last check: whoever comes next opens a database of its own. */
  static forget(): void {
    shared = undefined;
  }

  async addPatients(people: readonly SamplePerson[]): Promise<readonly PatientRef[]> {
    if (people.length < MANY) {
      const refs: PatientRef[] = [];
      for (const person of people) refs.push(PatientRef(String(await this.#hands.addPatient(asStored(person)))));
      return refs;
    }
    // Numbers of one statement follow each other.
    const rows = people.map(({ firstName, lastName, chartNumber, dateOfBirth }) => [
      lastName,
      firstName,
      chartNumber,
      dateOfBirth,
    ]);
    const [{ insertId }] = await this.#shared.connection.query<ResultSetHeader>(
      'INSERT INTO patient (LName, FName, ChartNumber, Birthdate) VALUES ?',
      [rows],
    );
    return people.map((_, index) => PatientRef(String(insertId + index)));
  }

  async changePatient(patient: PatientRef, to: SamplePerson): Promise<void> {
    // The stamp by which changes are told is one of seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await this.#hands.changePatient(Number(patient), asStored(to));
  }

  async removePatient(patient: PatientRef): Promise<void> {
    await this.#hands.changePatient(Number(patient), { status: 'deleted' });
  }

  async wantScan({ patient }: ScanWish): Promise<RxKey> {
    const visit = await this.#hands.addVisit({
      patient: Number(patient),
      provider: this.#shared.dentist,
      procedures: [{ code: 'D2740', tooth: '3' }],
    });
    return RxKey(`${visit}:fixed-restorative`);
  }

  async changeScan(key: RxKey): Promise<void> {
    await this.#hands.changeProcedures(visitOf(key), [{ code: 'D2740', tooth: '14' }]);
  }

  cancelScan(key: RxKey): Promise<void> {
    return this.#hands.deleteVisit(visitOf(key));
  }

  finishVisit(key: RxKey): Promise<void> {
    return this.#hands.completeVisit(visitOf(key));
  }

  async goAway(): Promise<void> {
    this.#way.break();
    await rename(this.#root, `${this.#root}.away`);
  }

  async comeBack(): Promise<void> {
    await rename(`${this.#root}.away`, this.#root);
    this.#way.mend();
  }

  /** A folder that Open Dental has not named yet is called by the letters of the name and the patient's number. */
  async chart(patient: PatientRef): Promise<readonly ChartFile[]> {
    const entries = await readdir(this.#root, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)));
    const folder = new RegExp(`^[^\\\\/]+[\\\\/]\\D*${patient}[\\\\/]`);
    const own = paths.filter((path) => !path.startsWith('.') && folder.test(path));
    return Promise.all(
      own.map(async (name) => {
        const bytes = await readFile(join(this.#root, name));
        return { name, sha256: createHash('sha256').update(bytes).digest('hex') };
      }),
    );
  }

  async deleteChartFile(_patient: PatientRef, _person: SamplePerson, name: string): Promise<void> {
    await unlink(join(this.#root, name));
  }

  async close(): Promise<void> {
    await this.#way.close();
    await rm(this.#dir, { recursive: true, force: true });
  }

  get #hands(): PracticeHands {
    return this.#shared.hands;
  }

  get #root(): string {
    return join(this.#dir, 'images');
  }
}

function asStored({ firstName, lastName, chartNumber, dateOfBirth }: SamplePerson) {
  return { first: firstName, last: lastName, chartNumber, birthDate: dateOfBirth };
}

function visitOf(key: RxKey): number {
  return Number(key.split(':')[0]);
}
