import Database from 'better-sqlite3';

const TABLES = `
  CREATE TABLE patients (
    id INTEGER PRIMARY KEY,
    chart_number TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    birth_date TEXT,
    changed INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX patients_by_chart_number ON patients (chart_number);
  CREATE INDEX patients_by_last_name ON patients (last_name COLLATE NOCASE);
  CREATE INDEX patients_by_change ON patients (changed);
  CREATE TABLE visits (
    id INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL,
    status TEXT NOT NULL,
    doctor TEXT,
    procedure TEXT,
    note TEXT
  ) STRICT;
  INSERT INTO visits (patient_id, status) VALUES (0, 'done');
`;

export type Tables = Database.Database;

/** The database of a practice whose software nobody knows: patients, and visits that call for a scan. */
export function makeTables(file: string): Tables {
  const tables = new Database(file);
  tables.pragma('journal_mode = WAL');
  tables.exec(TABLES);
  return tables;
}
