import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ChartFile, PracticeHands, SamplePerson, ScanWish } from '@chairside/adapter-testkit';
import { PatientRef, RxKey } from '@chairside/core';
import { makeTables, type Tables } from './practice-tables.js';

/** How practice software stands before the tables: what the adapter talks to. */
export interface Front {
  /** The adapter's options that lead to it. */
  readonly options: object;
  /** Called after each change of the tables. */
  changed?(): Promise<void>;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** A made-up practice in a small SQLite database, and the hands of its people. */
export class SamplePractice implements PracticeHands {
  readonly options: object;
  readonly #folder: string;
  readonly #tables: Tables;
  readonly #front: Front;

  private constructor(folder: string, tables: Tables, front: Front) {
    this.#folder = folder;
    this.#tables = tables;
    this.#front = front;
    this.options = { ...front.options, charts: join(folder, 'charts') };
  }

  static async open(openFront: (folder: string, tables: Tables) => Promise<Front>): Promise<SamplePractice> {
    const folder = await mkdtemp(join(tmpdir(), 'sample-practice-'));
    await mkdir(join(folder, 'charts'));
    const tables = makeTables(join(folder, 'practice.db'));
    return new SamplePractice(folder, tables, await openFront(folder, tables));
  }

  async addPatients(people: readonly SamplePerson[]): Promise<readonly PatientRef[]> {
    const insert = this.#tables.prepare(
      `INSERT INTO patients (chart_number, first_name, last_name, birth_date, changed)
       VALUES (?, ?, ?, ?, (SELECT coalesce(max(changed), 0) + 1 FROM patients))`,
    );
    const refs = this.#tables.transaction(() =>
      people.map(({ chartNumber, firstName, lastName, dateOfBirth }) =>
        PatientRef(String(insert.run(chartNumber, firstName, lastName, dateOfBirth).lastInsertRowid)),
      ),
    )();
    await this.#front.changed?.();
    return refs;
  }

  async changePatient(patient: PatientRef, to: SamplePerson): Promise<void> {
    const { chartNumber, firstName, lastName, dateOfBirth } = to;
    this.#tables
      .prepare(
        `UPDATE patients SET chart_number = ?, first_name = ?, last_name = ?, birth_date = ?,
         changed = (SELECT max(changed) + 1 FROM patients) WHERE id = ?`,
      )
      .run(chartNumber, firstName, lastName, dateOfBirth, Number(patient));
    await this.#front.changed?.();
  }

  async removePatient(patient: PatientRef): Promise<void> {
    this.#tables.prepare('DELETE FROM patients WHERE id = ?').run(Number(patient));
    await this.#front.changed?.();
  }

  async wantScan({ patient, notes }: ScanWish): Promise<RxKey> {
    const { lastInsertRowid } = this.#tables
      .prepare(`INSERT INTO visits (patient_id, status, doctor, procedure, note) VALUES (?, 'booked', ?, ?, ?)`)
      .run(Number(patient), 'DrSample', 'CROWN', notes ?? null);
    await this.#front.changed?.();
    return RxKey(String(lastInsertRowid));
  }

  async changeScan(key: RxKey, { notes }: ScanWish): Promise<void> {
    this.#tables.prepare('UPDATE visits SET note = ? WHERE id = ?').run(notes ?? null, Number(key));
    await this.#front.changed?.();
  }

  cancelScan(key: RxKey): Promise<void> {
    return this.#setStatus(key, 'cancelled');
  }

  finishVisit(key: RxKey): Promise<void> {
    return this.#setStatus(key, 'done');
  }

  async goAway(): Promise<void> {
    await this.#front.goAway();
    await rename(this.#path('charts'), this.#path('charts.away'));
  }

  async comeBack(): Promise<void> {
    await rename(this.#path('charts.away'), this.#path('charts'));
    await this.#front.comeBack();
  }

  async chart(patient: PatientRef): Promise<readonly ChartFile[]> {
    const folder = this.#path('charts', patient);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Promise.all(
      paths.map(async (path) => ({
        name: relative(this.#path('charts'), path),
        sha256: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      })),
    );
  }

  async deleteChartFile(_patient: PatientRef, _person: SamplePerson, name: string): Promise<void> {
    await unlink(this.#path('charts', name));
  }

  async close(): Promise<void> {
    await this.#front.close();
    this.#tables.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #setStatus(key: RxKey, status: string): Promise<void> {
    this.#tables.prepare('UPDATE visits SET status = ? WHERE id = ?').run(status, Number(key));
    await this.#front.changed?.();
  }

  #path(...parts: readonly string[]): string {
    return join(this.#folder, ...parts);
  }
}
