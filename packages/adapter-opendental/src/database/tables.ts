/** What is read of a table: without `needed` the adapter cannot work, without `optional` it does less. */
interface TableUse {
  readonly needed: readonly string[];
  readonly optional?: readonly string[];
  /** Early versions lack the whole table. */
  readonly mayBeAbsent?: true;
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
  patientlink: { needed: ['PatNumFrom', 'PatNumTo', 'LinkType'], mayBeAbsent: true },
  appointment: {
    needed: ['AptNum', 'PatNum', 'AptStatus', 'AptDateTime', 'Op', 'ProvNum', 'ClinicNum', 'NextAptNum', 'DateTStamp'],
    optional: ['AppointmentTypeNum'],
  },
  appointmenttype: { needed: ['AppointmentTypeNum', 'AppointmentTypeName'], mayBeAbsent: true },
  operatory: { needed: ['OperatoryNum', 'OpName', 'Abbrev'] },
  procedurelog: {
    needed: [
      'ProcNum',
      'PatNum',
      'AptNum',
      'PlannedAptNum',
      'ProcStatus',
      'CodeNum',
      'ProvNum',
      'ToothNum',
      'ToothRange',
      'Surf',
    ],
  },
  procedurecode: { needed: ['CodeNum', 'ProcCode', 'Descript', 'TreatArea'], optional: ['LaymanTerm', 'AbbrDesc'] },
  provider: {
    needed: ['ProvNum', 'Abbr', 'LName', 'FName', 'IsHidden'],
    optional: ['StateLicense', 'ProvStatus', 'IsNotPerson'],
  },
  providerclinic: { needed: ['ProvNum', 'ClinicNum'], optional: ['StateLicense'], mayBeAbsent: true },
  definition: { needed: ['DefNum', 'Category', 'ItemName', 'ItemValue', 'IsHidden', 'ItemOrder'] },
  document: {
    needed: ['DocNum', 'PatNum', 'FileName', 'DocCategory', 'Description', 'DateCreated'],
    optional: ['RawBase64'],
  },
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
