import type { BulkRows } from '../rows/bulk-rows.js';
import { AREA, IMAGE_CATEGORIES } from '../schema/statuses.js';
import { PROCEDURE_CODES } from './procedure-codes.js';

interface Provider {
  readonly abbr: string;
  readonly first: string;
  readonly last: string;
  readonly suffix?: string;
  readonly license?: string;
  readonly hygienist?: true;
  readonly hidden?: true;
  readonly noPerson?: true;
}

/** provider.ProvNum is the place in this list, from 1. */
const PROVIDERS: readonly Provider[] = [
  { abbr: 'ALPHA', first: 'Ada', last: 'Testdentist', suffix: 'DDS', license: 'TEST-1001' },
  { abbr: 'BETA', first: 'Jürgen', last: 'Müster', suffix: 'DMD', license: 'TEST-1002' },
  { abbr: 'GAMMA', first: 'Zoë', last: "O'Sample", suffix: 'DDS', license: 'TEST-1003' },
  { abbr: 'DELTA', first: 'Max', last: 'van der Example', suffix: 'DMD' },
  { abbr: 'HYG1', first: 'Hana', last: 'Testhygienist', suffix: 'RDH', hygienist: true },
  { abbr: 'HYG2', first: 'Ivo', last: 'Samplehygienist', suffix: 'RDH', hygienist: true },
  { abbr: 'OLD', first: 'Otto', last: 'Formertest', suffix: 'DDS', license: 'TEST-1007', hidden: true },
  { abbr: 'LABPROV', first: '', last: 'Sample Practice', noPerson: true },
];

export const DENTISTS = [1, 2, 3, 4];
export const HYGIENISTS = [5, 6];

/** Numbers of the clinics, as patients and visits have them; 0 is none, with which practices of one house begin. */
export const CLINICS = [0, 0, 0, 1, 2];

const OPERATORIES = ['Room 1', 'Room 2', 'Room 3', 'Room 4', 'Hygiene 1', 'Hygiene 2', 'Store room'];
const APPOINTMENT_TYPES = ['Cleaning', 'Treatment', 'Crown and bridge', 'Denture and guard', 'Ortho'];

/** Name, what its flags are in ItemValue, whether it is hidden. `L`: patients see it in the portal. */
const CATEGORIES: readonly (readonly [name: string, flags: string, hidden?: true])[] = [
  ['Radiographs', 'XT'],
  ['Patient Pictures', 'P'],
  ['Scans', 'M'],
  ['Lab Cases', 'B'],
  ['For the Portal', 'XL'],
  ['Insurance', ''],
  ['Former Scans', '', true],
];

/** definition.DefNum of the first image category; the others follow. */
const FIRST_CATEGORY = 101;

/** Numbers of the image categories that documents are in. */
export const DOCUMENT_CATEGORIES = [101, 102, 106];

const PREFERENCES: Readonly<Record<string, string>> = {
  ProgramVersion: '0.0.0.0',
  PracticeTitle: 'Sample Practice',
  DocPath: 'C:\\OpenDentImages\\;\\\\SAMPLE-SERVER\\OpenDentImages\\',
  AtoZfolderUsed: '1',
  UpdateInProgressOnComputerName: '',
  CorruptedDatabase: '0',
  RandomPrimaryKeys: '0',
  EasyNoClinics: '0',
};

async function addProviders(rows: BulkRows): Promise<void> {
  for (const [index, { abbr, first, last, suffix, license, hygienist, hidden, noPerson }] of PROVIDERS.entries()) {
    const number = index + 1;
    await rows.add('provider', {
      ProvNum: number,
      Abbr: abbr,
      ItemOrder: index,
      LName: last,
      FName: first,
      Suffix: suffix ?? '',
      StateLicense: license ?? '',
      IsSecondary: hygienist === true ? 1 : 0,
      IsHidden: hidden === true ? 1 : 0,
      IsNotPerson: noPerson === true ? 1 : 0,
    });
    if (license !== undefined) {
      await rows.add('providerclinic', {
        ProviderClinicNum: number,
        ProvNum: number,
        ClinicNum: 0,
        StateLicense: license,
      });
    }
  }
}

async function addRooms(rows: BulkRows): Promise<void> {
  for (const clinic of [1, 2]) {
    await rows.add('clinic', { ClinicNum: clinic, Description: `Sample House ${clinic}`, Abbr: `H${clinic}` });
  }
  for (const [index, name] of OPERATORIES.entries()) {
    await rows.add('operatory', {
      OperatoryNum: index + 1,
      OpName: name,
      Abbrev: `OP${index + 1}`,
      ItemOrder: index,
      IsHidden: name === 'Store room' ? 1 : 0,
      ProvDentist: DENTISTS[index] ?? 0,
      ProvHygienist: HYGIENISTS[index - DENTISTS.length] ?? 0,
    });
  }
  for (const [index, name] of APPOINTMENT_TYPES.entries()) {
    await rows.add('appointmenttype', { AppointmentTypeNum: index + 1, AppointmentTypeName: name, ItemOrder: index });
  }
}

async function addDefinitions(rows: BulkRows): Promise<void> {
  const add = (number: number, category: number, order: number, name: string, value: string, hidden: number) =>
    rows.add('definition', {
      DefNum: number,
      Category: category,
      ItemOrder: order,
      ItemName: name,
      ItemValue: value,
      IsHidden: hidden,
    });
  for (const [index, name] of ['Unconfirmed', 'Confirmed', 'Arrived'].entries())
    await add(index + 1, 2, index, name, '', 0);
  for (const [index, [name, flags, hidden]] of CATEGORIES.entries()) {
    await add(FIRST_CATEGORY + index, IMAGE_CATEGORIES, index, name, flags, hidden === true ? 1 : 0);
  }
}

/** Who works in the practice, where, and what it offers: all that there is before the first patient. */
export async function addHouse(rows: BulkRows): Promise<void> {
  await addProviders(rows);
  await addRooms(rows);
  await addDefinitions(rows);
  for (const [index, [code, words, area]] of PROCEDURE_CODES.entries()) {
    await rows.add('procedurecode', {
      CodeNum: index + 1,
      ProcCode: code,
      Descript: words,
      AbbrDesc: words.slice(0, 20),
      TreatArea: AREA[area],
      IsHygiene: /^D1[12]|^D4/.test(code) ? 1 : 0,
    });
  }
  for (const [name, value] of Object.entries(PREFERENCES)) {
    await rows.add('preference', { PrefName: name, ValueString: value });
  }
}
