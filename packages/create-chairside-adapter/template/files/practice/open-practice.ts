import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tables } from './practice-tables.js';
import { SamplePractice } from './sample-practice.js';

const EXPORTS = {
  'visits.json': 'SELECT id, patient_id AS patient, status, doctor, procedure, note FROM visits ORDER BY id',
  'patients.json': `SELECT id, chart_number AS chartNumber, first_name AS firstName, last_name AS lastName,
    birth_date AS birthDate, changed FROM patients`,
};

/** A practice of its own each time, whose software exports its tables after each change. */
export function openPractice(): Promise<SamplePractice> {
  return SamplePractice.open(async (folder, tables) => {
    const path = join(folder, 'export');
    await mkdir(path);
    await writeExports(path, tables);
    return {
      options: { export: path },
      changed: () => writeExports(path, tables),
      goAway: () => rename(path, `${path}.away`),
      comeBack: () => rename(`${path}.away`, path),
      close: async () => undefined,
    };
  });
}

/** Each file under another name first, then renamed: nobody reads half of one. */
async function writeExports(folder: string, tables: Tables): Promise<void> {
  for (const [name, statement] of Object.entries(EXPORTS)) {
    const path = join(folder, name);
    await writeFile(`${path}.new`, JSON.stringify(tables.prepare(statement).all()));
    await rename(`${path}.new`, path);
  }
}
