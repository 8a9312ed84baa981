import { PracticeHands } from '@chairside/opendental-practice';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';

interface Document {
  readonly number: number;
  readonly fileName: string;
  readonly description: string;
  readonly category: number;
}

/** What Open Dental's Imaging module does with the files of a patient's folder, and a person in it. */
export class ImagingModule {
  readonly #practice: Connection;
  readonly #hands: PracticeHands;
  readonly #root: string;
  /** From 20.4 on a name may begin with the number of a category. */
  readonly #takesPrefix: boolean;

  constructor(practice: Connection, root: string, takesPrefix: boolean) {
    this.#practice = practice;
    this.#hands = new PracticeHands(practice);
    this.#root = root;
    this.#takesPrefix = takesPrefix;
  }

  /** Somebody opens the module for a patient: each file without a row gets one. */
  async open(patient: number): Promise<void> {
    const folder = await this.folder(patient);
    await mkdir(folder, { recursive: true });
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    const known = new Set((await this.documents(patient)).map(({ fileName }) => fileName));
    for (const name of names.toSorted()) {
      if (name.startsWith('.') || name.toLowerCase().endsWith('thumbs.db') || known.has(name)) continue;
      await this.#take(patient, folder, name);
    }
  }

  async documents(patient: number): Promise<readonly Document[]> {
    return this.#rows<Document>(
      `SELECT DocNum AS number, FileName AS fileName, Description AS description, DocCategory AS category
       FROM document WHERE PatNum = ? ORDER BY DocNum`,
      [patient],
    );
  }

  /** A person deletes a document: the row and the file are gone, without a trace. */
  async delete(patient: number, document: Document): Promise<void> {
    await rm(join(await this.folder(patient), document.fileName), { force: true });
    await this.#hands.deleteDocument(document.number);
  }

  /** The patient's folder; the first time its name is stored. */
  async folder(patient: number): Promise<string> {
    const [row] = await this.#rows<{ readonly stored: string; readonly letters: string }>(
      'SELECT ImageFolder AS stored, CONCAT(LName, FName) AS letters FROM patient WHERE PatNum = ?',
      [patient],
    );
    const name = row!.stored === '' ? `${row!.letters.replace(/\P{L}/gu, '')}${patient}` : row!.stored;
    if (row!.stored === '') await this.#hands.changePatient(patient, { imageFolder: name });
    return join(this.#root, name.slice(0, 1).toUpperCase(), name);
  }

  async #take(patient: number, folder: string, name: string): Promise<void> {
    const { category, rest } = await this.#categoryOf(name);
    let fileName = rest;
    const taken = new Set(await readdir(folder));
    while (fileName !== name && taken.has(fileName)) fileName = `x${fileName}`;
    if (fileName !== name) await rename(join(folder, name), join(folder, fileName));
    await this.#hands.addDocument({ patient, fileName, category });
  }

  async #categoryOf(name: string): Promise<{ readonly category: number; readonly rest: string }> {
    const categories = await this.#rows<{ readonly number: number; readonly hidden: number }>(
      'SELECT DefNum AS number, IsHidden AS hidden FROM definition WHERE Category = 18 ORDER BY ItemOrder, DefNum',
      [],
    );
    const [, digits = '', rest = ''] = /^_(\d+)_(.+)$/.exec(name) ?? [];
    if (this.#takesPrefix && categories.some(({ number }) => String(number) === digits))
      return { category: Number(digits), rest };
    return { category: categories.find(({ hidden }) => hidden === 0)?.number ?? 0, rest: name };
  }

  async #rows<T>(statement: string, values: readonly (string | number)[]): Promise<readonly T[]> {
    const [rows] = await this.#practice.query<RowDataPacket[]>(statement, [...values]);
    return rows as T[];
  }
}
