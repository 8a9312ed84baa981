import { rowsByKeys } from '../database/by-keys.js';
import type { PracticeReader } from '../database/open-dental.js';
import type { ProcedureMap } from '../procedures/procedure-map.js';
import { grouped } from './grouped.js';
import { VisitFilter } from './visit-filter.js';
import type { VisitOptions } from './visit-options.js';
import { procedureOf, visitOf, type ProcedureRow, type VisitRow } from './visit-rows.js';
import { isScheduled, STATUS, type BookedVisit, type Visit, type VisitProcedure } from './visit.js';
import * as sql from './visit-statements.js';

interface CarriedOutRow {
  readonly planned: number | string;
  readonly visit: number | string;
}

interface ToothRow {
  readonly PatNum: number | string;
  readonly ToothNum: string | null;
}

const NO_TEETH: ReadonlySet<string> = new Set();

/** The appointment book, with what its visits ask for. */
export class VisitBook {
  readonly #options: VisitOptions;
  readonly #map: ProcedureMap;
  readonly #filter: VisitFilter;

  constructor(options: VisitOptions, map: ProcedureMap) {
    this.#options = options;
    this.#map = map;
    this.#filter = new VisitFilter(options.only);
  }

  /** The visits of the horizon, the soonest first, and then those that are planned, where they are wanted. */
  async upcoming(reader: PracticeReader): Promise<readonly BookedVisit[]> {
    const { horizonDays, planned } = this.#options;
    const rows = [
      ...(await reader.rows<VisitRow>(sql.SCHEDULED, [horizonDays + 1])),
      ...(planned ? await reader.rows<VisitRow>(sql.PLANNED) : []),
    ];
    return this.#book(reader, await this.#named(reader, rows));
  }

  /** The visits that go, or went, by names that stand in keys. One that is missing has no row. */
  async find(reader: PracticeReader, names: readonly string[]): Promise<ReadonlyMap<string, BookedVisit>> {
    const planned = names.filter((name) => name.startsWith('p')).map((name) => name.slice(1));
    const carriedOut = await this.#carriedOut(reader, planned);
    const numbers = new Map(
      names.map((name) => {
        const number = name.replace(/^p/, '');
        return [name, name === number ? number : (carriedOut.get(number) ?? number)];
      }),
    );
    const rows = await rowsByKeys<VisitRow>(reader, sql.BY_NUMBER, numbers.values());
    const visits = await this.#book(reader, await this.#named(reader, rows));
    const byNumber = new Map(visits.map((visit) => [visit.number, visit]));
    const found = [...numbers].map(([name, number]) => [name, byNumber.get(number)] as const);
    return new Map(found.filter((pair): pair is [string, BookedVisit] => pair[1] !== undefined));
  }

  /** Whether there is anything in each table from which it follows what a visit asks for. */
  async isFilled(reader: PracticeReader): Promise<boolean> {
    for (const any of [sql.ANY_VISIT, sql.ANY_PROCEDURE, sql.ANY_CODE])
      if ((await reader.rows(any)).length === 0) return false;
    return true;
  }

  /**
   * Where planned visits are wanted, the first visit that carries one out keeps its name, so that its RX stays what it is
   * when it is scheduled.
   */
  async #named(reader: PracticeReader, rows: readonly VisitRow[]): Promise<readonly Visit[]> {
    if (!this.#options.planned) return rows.map((row) => visitOf(row, String(row.AptNum)));
    const planned = rows.map(({ NextAptNum }) => String(NextAptNum)).filter((number) => number !== '0');
    const carriedOut = await this.#carriedOut(reader, planned);
    return rows.map((row) => {
      const [number, plan] = [String(row.AptNum), String(row.NextAptNum)];
      if (row.AptStatus === STATUS.planned) return visitOf(row, `p${number}`);
      return visitOf(row, carriedOut.get(plan) === number ? `p${plan}` : number);
    });
  }

  async #carriedOut(reader: PracticeReader, planned: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await rowsByKeys<CarriedOutRow>(reader, sql.CARRIED_OUT, planned);
    return new Map(rows.map((row) => [String(row.planned), String(row.visit)]));
  }

  async #book(reader: PracticeReader, visits: readonly Visit[]): Promise<readonly BookedVisit[]> {
    const open = visits.filter((visit) => this.#isOpen(visit));
    const allowed = await this.#filter.allowed(reader, open);
    const procedures = await this.#procedures(reader, open);
    const missing = await this.#missingTeeth(reader, open, procedures);
    return visits.map((visit) => {
      const own = procedures.get(visit.number) ?? [];
      const asks = allowed.has(visit.number) && !visit.patientDeleted;
      const wished = (asks ? own : []).flatMap((procedure) => {
        if (procedure.completed) return [];
        const wish = this.#map.wish(procedure, missing.get(visit.patient) ?? NO_TEETH);
        return wish === undefined ? [] : [{ ...procedure, wish }];
      });
      const started = visit.seated || own.some(({ completed }) => completed);
      return { ...visit, procedures: wished, begun: isScheduled(visit) && visit.daysAhead === 0 && started };
    });
  }

  /** Whether it may ask for scans: in the horizon, or planned where planned ones are wanted. */
  #isOpen(visit: Visit): boolean {
    const { horizonDays, planned } = this.#options;
    if (visit.status === STATUS.planned) return planned;
    const { daysAhead = -1 } = visit;
    return isScheduled(visit) && daysAhead >= 0 && daysAhead <= horizonDays;
  }

  async #procedures(
    reader: PracticeReader,
    visits: readonly Visit[],
  ): Promise<ReadonlyMap<string, readonly VisitProcedure[]>> {
    const numbers = (planned: boolean): readonly string[] =>
      visits.filter(({ status }) => (status === STATUS.planned) === planned).map(({ number }) => number);
    const rows = [
      ...(await rowsByKeys<ProcedureRow>(reader, sql.PROCEDURES, numbers(false))),
      ...(await rowsByKeys<ProcedureRow>(reader, sql.PLANNED_PROCEDURES, numbers(true))),
    ];
    return grouped(rows.map(procedureOf), ({ visit }) => visit);
  }

  /** By patient; asked only for those of whose treatment it matters. */
  async #missingTeeth(
    reader: PracticeReader,
    visits: readonly Visit[],
    procedures: ReadonlyMap<string, readonly VisitProcedure[]>,
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const patients = visits
      .filter(({ number }) => procedures.get(number)?.some(({ code }) => this.#map.dependsOnTeeth(code)))
      .map(({ patient }) => patient);
    const rows = await rowsByKeys<ToothRow>(reader, sql.MISSING_TEETH, patients);
    const byPatient = grouped(rows, ({ PatNum }) => String(PatNum));
    return new Map(
      [...byPatient].map(([patient, teeth]) => [
        patient,
        new Set(teeth.map(({ ToothNum }) => (ToothNum ?? '').trim())),
      ]),
    );
  }
}
