import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { PROCEDURE_CODES } from '../fill/procedure-codes.js';
import { insertRow } from '../rows/insert-row.js';
import type { Row, Value } from '../rows/row-format.js';
import {
  AREA,
  GENDER,
  IMAGE_CATEGORIES,
  LINK,
  PATIENT,
  PROCEDURE,
  VISIT,
  type ProcedureStatus,
} from '../schema/statuses.js';
import type {
  NewCategory,
  NewCode,
  NewDocument,
  NewOperatory,
  NewPatient,
  NewProcedure,
  NewProvider,
  NewVisit,
  When,
} from './additions.js';
import * as sql from './statements.js';

const NEVER = '0001-01-01 00:00:00';

/**
 * Does in a database, of whatever version of Open Dental, what people in a practice do in Open Dental, so that a test
 * reads as a story. What is added is answered by its number. Needs a connection that may write and has a database chosen.
 */
export class PracticeHands {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `YYYY-MM-DD HH:MM:SS`, so many days from the database server's today. */
  async at(inDays: number, time = '09:00'): Promise<string> {
    const [row] = await this.#rows<{ readonly at: string }>(sql.IN_DAYS, [inDays, time]);
    return row!.at.slice(0, 19);
  }

  addPatient(patient: NewPatient): Promise<number> {
    const { birthDate = '0001-01-01', gender = 'unknown', status = 'patient', chartNumber = '' } = patient;
    return this.#insert('patient', {
      LName: patient.last,
      FName: patient.first,
      Birthdate: birthDate,
      Gender: GENDER[gender],
      PatStatus: PATIENT[status],
      ChartNumber: chartNumber,
      ImageFolder: patient.imageFolder ?? '',
      ClinicNum: patient.clinic ?? 0,
    });
  }

  /** Changes only what is named. */
  async changePatient(patient: number, to: Partial<NewPatient>): Promise<void> {
    await this.#change('patient', 'PatNum', patient, {
      LName: to.last,
      FName: to.first,
      Birthdate: to.birthDate,
      Gender: to.gender === undefined ? undefined : GENDER[to.gender],
      PatStatus: to.status === undefined ? undefined : PATIENT[to.status],
      ChartNumber: to.chartNumber,
      ImageFolder: to.imageFolder,
      ClinicNum: to.clinic,
    });
  }

  /** All that `from` has goes over to `into`; `from` stays as an archived record. */
  async mergePatients(from: number, into: number): Promise<void> {
    for (const statement of sql.MOVE_TO_PATIENT) await this.#do(statement, [into, from]);
    await this.changePatient(from, { status: 'archived' });
    await this.#link(from, into, LINK.merge);
  }

  /** A second record of the same person, in capitals, as practices with an orthodontist have them. */
  async clonePatient(patient: number): Promise<number> {
    const [person] = await this.#rows<sql.PersonRow>(sql.PERSON_OF, [patient]);
    if (person === undefined) throw new Error(`There is no patient ${patient}.`);
    const { last, first, birthDate, gender, clinic } = person;
    const clone = await this.#insert('patient', {
      LName: last.toUpperCase(),
      FName: first.toUpperCase(),
      Birthdate: birthDate,
      Gender: gender,
      ClinicNum: clinic,
    });
    await this.#link(patient, clone, LINK.clone);
    return clone;
  }

  async missTeeth(patient: number, teeth: readonly number[]): Promise<void> {
    for (const tooth of teeth) {
      await this.#insert('toothinitial', { PatNum: patient, ToothNum: String(tooth), InitialType: 0 });
    }
  }

  async addProvider({ abbr, last, first, suffix = '', hidden, noPerson, license }: NewProvider): Promise<number> {
    const provider = await this.#insert('provider', {
      Abbr: abbr,
      LName: last,
      FName: first,
      Suffix: suffix,
      IsHidden: hidden === true ? 1 : 0,
      IsNotPerson: noPerson === true ? 1 : 0,
      StateLicense: license ?? '',
    });
    if (license !== undefined) {
      await insertRow(this.#connection, 'providerclinic', { ProvNum: provider, ClinicNum: 0, StateLicense: license });
    }
    return provider;
  }

  addOperatory({ name, abbr, clinic = 0 }: NewOperatory): Promise<number> {
    return this.#insert('operatory', { OpName: name, Abbrev: abbr, ClinicNum: clinic });
  }

  addAppointmentType(name: string): Promise<number> {
    return this.#insert('appointmenttype', { AppointmentTypeName: name });
  }

  addCode({ code, words, area }: NewCode): Promise<number> {
    return this.#insert('procedurecode', { ProcCode: code, Descript: words, TreatArea: AREA[area] });
  }

  addCategory({ name, flags = '', hidden }: NewCategory): Promise<number> {
    return this.#insert('definition', {
      Category: IMAGE_CATEGORIES,
      ItemName: name,
      ItemValue: flags,
      IsHidden: hidden === true ? 1 : 0,
    });
  }

  async addVisit(visit: NewVisit): Promise<number> {
    const { status = 'scheduled', procedures = [], at = { inDays: 1 } } = visit;
    const number = await this.#insertVisit(visit, status === 'planned' ? NEVER : await this.#when(at), 0);
    for (const procedure of procedures) await this.addProcedure(number, procedure);
    return number;
  }

  /** The visit that carries out a planned one, which stays; its procedures then belong to both. */
  async schedulePlanned(planned: number, at: When): Promise<number> {
    const visit = await this.#visit(planned);
    const like: NewVisit = { ...visit, status: 'scheduled', isHygiene: visit.isHygiene === 1 };
    const number = await this.#insertVisit(like, await this.#when(at), planned);
    await this.#do(sql.SCHEDULE_PROCEDURES, [number, planned]);
    return number;
  }

  async moveVisit(visit: number, at: When): Promise<void> {
    await this.#do(sql.MOVE_VISIT, [await this.#when(at), visit]);
  }

  /** Changes who and where; only what is named. */
  async changeVisit(
    visit: number,
    to: Pick<NewVisit, 'provider' | 'hygienist' | 'op' | 'clinic' | 'type'>,
  ): Promise<void> {
    await this.#change('appointment', 'AptNum', visit, {
      ProvNum: to.provider,
      ProvHyg: to.hygienist,
      Op: to.op,
      ClinicNum: to.clinic,
      AppointmentTypeNum: to.type,
    });
  }

  breakVisit(visit: number): Promise<void> {
    return this.#do(sql.SET_VISIT_STATUS, [VISIT.broken, visit]);
  }

  /** Puts it on the unscheduled list. */
  unscheduleVisit(visit: number): Promise<void> {
    return this.#do(sql.TAKE_OUT_OF_THE_BOOK, [VISIT.unscheduled, visit]);
  }

  async completeVisit(visit: number): Promise<void> {
    await this.#do(sql.SET_VISIT_STATUS, [VISIT.complete, visit]);
    await this.#do(sql.COMPLETE_PROCEDURES, [visit]);
  }

  /** The row is gone; its procedures stay, without a visit. */
  async deleteVisit(visit: number): Promise<void> {
    const { patient, status, at } = await this.#visit(visit);
    await this.#do(sql.DETACH_PROCEDURES, [visit]);
    await this.#do(sql.DETACH_PLANNED_PROCEDURES, [visit]);
    await this.#do(sql.DELETE_VISIT, [visit]);
    const deleted = { HistApptAction: 4, AptNum: visit, PatNum: patient, AptStatus: status, AptDateTime: at };
    await insertRow(this.#connection, 'histappointment', deleted);
  }

  /** Adds a procedure to a visit, planned or not. */
  async addProcedure(visit: number, procedure: NewProcedure): Promise<number> {
    const { patient, provider, clinic, status } = await this.#visit(visit);
    const { tooth = '', surf = '', range = '' } = procedure;
    return this.#insert('procedurelog', {
      PatNum: patient,
      AptNum: status === VISIT.planned ? 0 : visit,
      PlannedAptNum: status === VISIT.planned ? visit : 0,
      CodeNum: await this.#codeNumber(procedure),
      ToothNum: tooth,
      Surf: surf,
      ToothRange: range,
      ProcStatus: PROCEDURE[procedure.status ?? (status === VISIT.complete ? 'complete' : 'treatmentPlanned')],
      ProvNum: procedure.provider ?? provider,
      ClinicNum: clinic,
    });
  }

  /** The numbers of a visit's procedures, the first added first. */
  async proceduresOf(visit: number): Promise<readonly number[]> {
    const rows = await this.#rows<{ readonly number: number }>(sql.PROCEDURES_OF, [visit, visit]);
    return rows.map(({ number }) => number);
  }

  /** Status `deleted` is how Open Dental deletes a procedure. */
  setProcedureStatus(procedure: number, status: ProcedureStatus): Promise<void> {
    return this.#do(sql.SET_PROCEDURE_STATUS, [PROCEDURE[status], procedure]);
  }

  /** Takes a procedure out of its visit; it stays in the patient's plan. */
  detachProcedure(procedure: number): Promise<void> {
    return this.#do(sql.DETACH_PROCEDURE, [procedure]);
  }

  /** The visit's procedures are these from now on; the former stay in the patient's plan. */
  async changeProcedures(visit: number, procedures: readonly NewProcedure[]): Promise<void> {
    for (const former of await this.proceduresOf(visit)) await this.detachProcedure(former);
    for (const procedure of procedures) await this.addProcedure(visit, procedure);
  }

  async addDocument(document: NewDocument): Promise<number> {
    const { patient, fileName, description = fileName, category = 0, created = { inDays: 0 } } = document;
    return this.#insert('document', {
      PatNum: patient,
      FileName: fileName,
      Description: description,
      DocCategory: category,
      DateCreated: await this.#when(created),
      ExternalSource: 'None',
    });
  }

  /** As Open Dental does it: the row is gone. */
  deleteDocument(document: number): Promise<void> {
    return this.#do(sql.DELETE_DOCUMENT, [document]);
  }

  async setPreference(name: string, value: string): Promise<void> {
    const [{ affectedRows }] = await this.#connection.query<ResultSetHeader>(sql.SET_PREFERENCE, [value, name]);
    if (affectedRows === 0) await this.#insert('preference', { PrefName: name, ValueString: value });
  }

  /**
   * Makes an account of the server anew.
   *
   * @param grants what it may do, such as "SELECT ON `practice`.*"
   */
  async createAccount(name: string, password: string, grants: readonly string[]): Promise<void> {
    await this.#connection.query(`DROP USER IF EXISTS ?@'%'`, [name]);
    await this.#connection.query(`CREATE USER ?@'%' IDENTIFIED BY ?`, [name, password]);
    for (const grant of grants) await this.#connection.query(`GRANT ${grant} TO ?@'%'`, [name]);
  }

  async #insertVisit(visit: NewVisit, at: string, planned: number): Promise<number> {
    const { status = 'scheduled', isHygiene = false } = visit;
    return this.#insert('appointment', {
      PatNum: visit.patient,
      AptStatus: VISIT[status],
      AptDateTime: at,
      ProvNum: visit.provider ?? 0,
      ProvHyg: visit.hygienist ?? 0,
      IsHygiene: isHygiene ? 1 : 0,
      Op: visit.op ?? 0,
      ClinicNum: visit.clinic ?? 0,
      AppointmentTypeNum: visit.type ?? 0,
      NextAptNum: planned,
    });
  }

  async #visit(visit: number): Promise<sql.VisitRow> {
    const [row] = await this.#rows<sql.VisitRow>(sql.VISIT_OF, [visit]);
    if (row === undefined) throw new Error(`There is no visit ${visit}.`);
    return row;
  }

  async #codeNumber({ code, tooth, surf, range }: NewProcedure): Promise<number> {
    const [row] = await this.#rows<{ readonly number: number }>(sql.CODE_NUMBER, [code]);
    if (row !== undefined) return row.number;
    const known = PROCEDURE_CODES.find(([name]) => name === code);
    const onTeeth = range === undefined ? (surf === undefined ? 'tooth' : 'surface') : 'toothRange';
    const area = known?.[2] ?? (tooth === undefined && range === undefined ? 'mouth' : onTeeth);
    return this.addCode({ code, words: known?.[1] ?? `Sample work ${code}`, area });
  }

  async #link(from: number, to: number, type: number): Promise<void> {
    const at = await this.at(0, '12:00');
    await insertRow(this.#connection, 'patientlink', {
      PatNumFrom: from,
      PatNumTo: to,
      LinkType: type,
      DateTimeLink: at,
    });
  }

  async #when(when: When): Promise<string> {
    return typeof when === 'string' ? when : this.at(when.inDays, when.time);
  }

  async #insert(table: string, row: Row): Promise<number> {
    const number = await insertRow(this.#connection, table, row);
    if (number === undefined) throw new Error(`This version of Open Dental has no table ${table}.`);
    return number;
  }

  async #change(
    table: string,
    key: string,
    number: number,
    to: Readonly<Record<string, Value | undefined>>,
  ): Promise<void> {
    const said = Object.fromEntries(Object.entries(to).filter(([, value]) => value !== undefined));
    await this.#connection.query('UPDATE ?? SET ? WHERE ?? = ?', [table, said, key, number]);
  }

  async #do(statement: string, values: readonly Value[]): Promise<void> {
    await this.#connection.query(statement, [...values]);
  }

  async #rows<T>(statement: string, values: readonly Value[]): Promise<readonly T[]> {
    const [rows] = await this.#connection.query<RowDataPacket[]>(statement, [...values]);
    return rows as T[];
  }
}
