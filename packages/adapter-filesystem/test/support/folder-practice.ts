import type { ChartFile, PracticeHands, SamplePerson, ScanWish } from '@chairside/adapter-testkit';
import { PatientRef, RxKey } from '@chairside/core';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const FOLDERS = ['inbox', 'outbox', 'charts'] as const;

/** A practice that writes files into folders, and the hands of its people. */
export class FolderPractice implements PracticeHands {
  readonly options: object;
  readonly #dir: string;
  readonly #roster = new Map<number, SamplePerson>();
  #count = 0;

  private constructor(dir: string) {
    this.#dir = dir;
    const paths = Object.fromEntries(FOLDERS.map((name) => [name, join(dir, name)]));
    this.options = { ...paths, roster: join(dir, 'patients.csv'), watch: 'poll', settle: '1s' };
  }

  static async open(): Promise<FolderPractice> {
    const practice = new FolderPractice(await mkdtemp(join(tmpdir(), 'chairside-practice-')));
    for (const name of FOLDERS) await mkdir(join(practice.#dir, name));
    await practice.#writeRoster();
    return practice;
  }

  async addPatients(people: readonly SamplePerson[]): Promise<readonly PatientRef[]> {
    for (const person of people) this.#roster.set(this.#roster.size, person);
    await this.#writeRoster();
    return people.map(({ chartNumber }) => PatientRef(chartNumber));
  }

  async changePatient(patient: PatientRef, to: SamplePerson): Promise<void> {
    for (const [row, { chartNumber }] of this.#roster) if (chartNumber === patient) this.#roster.set(row, to);
    await this.#writeRoster();
  }

  async removePatient(patient: PatientRef): Promise<void> {
    for (const [row, { chartNumber }] of this.#roster) if (chartNumber === patient) this.#roster.delete(row);
    await this.#writeRoster();
  }

  async wantScan(wish: ScanWish): Promise<RxKey> {
    this.#count += 1;
    const key = RxKey(`A-${this.#count}`);
    await this.changeScan(key, wish);
    return key;
  }

  async changeScan(key: RxKey, { person, notes }: ScanWish): Promise<void> {
    await this.#drop(JSON.stringify({ requestId: key, patient: person, notes }));
  }

  async cancelScan(key: RxKey): Promise<void> {
    await this.#drop(JSON.stringify({ requestId: key, action: 'cancel' }));
  }

  async spoilRequest(): Promise<void> {
    await this.#drop('{ "patient": ');
  }

  async goAway(): Promise<void> {
    for (const name of [...FOLDERS, 'patients.csv']) await rename(this.#path(name), this.#path(`${name}.away`));
  }

  async comeBack(): Promise<void> {
    for (const name of [...FOLDERS, 'patients.csv']) await rename(this.#path(`${name}.away`), this.#path(name));
  }

  /** What stands in the patient's own folders, but for what Chairside replaces with each revision. */
  async chart(patient: PatientRef): Promise<readonly ChartFile[]> {
    const entries = await readdir(this.#path('charts'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name !== 'current.json');
    const paths = files.map((entry) => relative(this.#path('charts'), join(entry.parentPath, entry.name)));
    const own = paths.filter((path) => !/(^|[\\/])\./.test(path) && path.startsWith(`${patient}_`));
    return Promise.all(
      own.map(async (name) => {
        const bytes = await readFile(join(this.#path('charts'), name));
        return { name, sha256: createHash('sha256').update(bytes).digest('hex') };
      }),
    );
  }

  async deleteChartFile(_patient: PatientRef, _person: SamplePerson, name: string): Promise<void> {
    await unlink(join(this.#path('charts'), name));
  }

  close(): Promise<void> {
    return rm(this.#dir, { recursive: true, force: true });
  }

  #path(name: string): string {
    return join(this.#dir, name);
  }

  /** In the order in which things are said: file systems tell times apart by the millisecond. */
  async #drop(content: string): Promise<void> {
    this.#count += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await writeFile(join(this.#path('inbox'), `${String(this.#count).padStart(6, '0')}.json`), content);
  }

  /** A change that is as long as what it replaces shows by its time, which some file systems count in steps. */
  async #writeRoster(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    const rows = [...this.#roster.values()].map(({ chartNumber, firstName, lastName, dateOfBirth }) =>
      [chartNumber, firstName, lastName, dateOfBirth].map(quoted).join(','),
    );
    const text = ['chartNumber,firstName,lastName,dateOfBirth', ...rows, ''].join('\n');
    await writeFile(this.#path('patients.csv.new'), text);
    await rename(this.#path('patients.csv.new'), this.#path('patients.csv'));
  }
}
