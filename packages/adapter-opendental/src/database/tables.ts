/** What is read of a table. */
interface TableUse {
  /** Without these the adapter cannot work. */
  readonly needed: readonly string[];
  /** Columns that came with later versions, and what happens without them. */
  readonly later?: Readonly<Record<string, string>>;
  /** Early versions lack the whole table: what happens without it. */
  readonly laterTable?: string;
}

/** Every table and column of Open Dental that Chairside reads; SELECT on these is all that the account needs. */
export const TABLES = {
  preference: { needed: ['PrefName', 'ValueString'] },
  patient: {
    needed: [
      'PatNum',
      'LName',
      'FName',
      'PatStatus',
      'Gender',
      'Birthdate',
      'ChartNumber',
      'ImageFolder',
      'DateTStamp',
    ],
  },
  patientlink: {
    needed: ['PatNumFrom', 'PatNumTo', 'LinkType'],
    laterTable: 'merged patients are not followed and clones not named',
  },
  appointment: {
    needed: [
      'AptNum',
      'PatNum',
      'AptStatus',
      'AptDateTime',
      'DateTimeSeated',
      'Op',
      'ProvNum',
      'ProvHyg',
      'ClinicNum',
      'NextAptNum',
      'AppointmentTypeNum',
    ],
  },
  appointmenttype: { needed: ['AppointmentTypeNum', 'AppointmentTypeName'] },
  operatory: { needed: ['OperatoryNum', 'OpName', 'Abbrev'] },
  procedurelog: {
    needed: ['ProcNum', 'PatNum', 'AptNum', 'PlannedAptNum', 'ProcStatus', 'CodeNum', 'ToothNum', 'ToothRange', 'Surf'],
  },
  procedurecode: { needed: ['CodeNum', 'ProcCode', 'Descript', 'TreatArea'] },
  provider: { needed: ['ProvNum', 'Abbr', 'LName', 'FName', 'IsHidden', 'StateLicense', 'ProvStatus', 'IsNotPerson'] },
  providerclinic: {
    needed: ['ProvNum', 'ClinicNum'],
    later: { StateLicense: 'license numbers are those of the providers themselves' },
    laterTable: 'license numbers are those of the providers themselves',
  },
  definition: { needed: ['DefNum', 'Category', 'ItemName', 'ItemValue', 'IsHidden', 'ItemOrder'] },
  document: { needed: ['DocNum', 'PatNum', 'FileName', 'Description'] },
  computerpref: { needed: ['ComputerName', 'AtoZpath'] },
  replicationserver: { needed: ['ServerId', 'AtoZpath'] },
  toothinitial: { needed: ['PatNum', 'ToothNum', 'InitialType'] },
} as const satisfies Readonly<Record<string, TableUse>>;

export type TableName = keyof typeof TABLES;

/** How the adapter uses a table, in one form for all. */
export function useOf(table: TableName): TableUse {
  return TABLES[table];
}

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];
