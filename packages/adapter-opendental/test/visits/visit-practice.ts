import {
  procedureRule,
  RxKey,
  type Clock,
  type ProcedureRule,
  type RxReading,
  type RxRules,
  type WantedRx,
} from '@chairside/core';
import { findProcedure, type SendTo } from '@chairside/core/itero';
import { PracticeHands } from '@chairside/opendental-practice';
import type { OpenDental } from '../../dist/database/open-dental.js';
import type { VisitOptions } from '../../dist/visits/visit-options.js';
import { VisitTrigger } from '../../dist/visits/visit-trigger.js';
import { openPractice, signal, type OpenedPractice } from '../support/server.js';

/** The `rx` section of a clinic, with the vendor's table behind it. */
export function rulesOf(procedures: Readonly<Record<string, ProcedureRule>> = {}, sendTo: SendTo = 'lab'): RxRules {
  return {
    procedureRule: (...codes) => procedureRule(procedures, ...codes),
    procedureIds(procedure, type) {
      const found = findProcedure({ procedure, type, sendTo });
      if (found.kind === 'none') return [];
      return (found.kind === 'one' ? [found.row] : found.rows).map(({ procedureMapId }) => procedureMapId);
    },
  };
}

/** Waits for nothing; what happens meanwhile is `meanwhile`. */
export class HastyClock implements Clock {
  sleeps = 0;
  meanwhile: () => Promise<void> = async () => undefined;

  now(): number {
    return Date.now();
  }

  async sleep(): Promise<void> {
    this.sleeps += 1;
    await this.meanwhile();
  }
}

/** What tests write to. */
const TABLES = [
  'appointment',
  'appointmenttype',
  'histappointment',
  'operatory',
  'patient',
  'patientlink',
  'procedurecode',
  'procedurelog',
  'provider',
  'providerclinic',
  'toothinitial',
];

type VisitChanges = Partial<Omit<VisitOptions, 'only'>> & { readonly only?: Partial<VisitOptions['only']> };

export function visitOptions({ only, ...changes }: VisitChanges = {}): VisitOptions {
  return {
    horizonDays: 3,
    planned: false,
    notes: '{teeth} {surfaces} {description}',
    ...changes,
    only: { clinics: [], providers: [], operatories: [], appointmentTypes: [], ...only },
  };
}

/** A made-up practice with one patient and one dentist, and the trigger on it. */
export class VisitPractice {
  readonly clock = new HastyClock();
  readonly opened: OpenedPractice;
  readonly hands: PracticeHands;
  patient = 0;
  dentist = 0;
  #trigger: VisitTrigger;

  private constructor(opened: OpenedPractice) {
    this.opened = opened;
    this.hands = new PracticeHands(opened.practice);
    this.#trigger = this.trigger();
  }

  static async open(version?: string): Promise<VisitPractice> {
    const practice = new VisitPractice(await openPractice(version));
    await practice.#welcome();
    return practice;
  }

  /** As it was when it was opened: much faster than another database. */
  async startAnew(): Promise<void> {
    for (const table of TABLES) await this.opened.practice.query('TRUNCATE TABLE ??', [table]);
    this.clock.meanwhile = async () => undefined;
    this.clock.sleeps = 0;
    this.configure({});
    await this.#welcome();
  }

  async #welcome(): Promise<void> {
    this.patient = await this.hands.addPatient({ last: 'Example', first: 'Sample' });
    this.dentist = await this.hands.addProvider({ abbr: 'DOC1', last: 'Test', first: 'Dora' });
  }

  trigger(options: VisitChanges = {}, rules: RxRules = rulesOf()): VisitTrigger {
    return new VisitTrigger(this.opened.openDental, visitOptions(options), rules, this.clock);
  }

  /** A trigger that has `happens` done right before it reads by that statement. */
  triggerBefore(statement: string, happens: () => Promise<void>): VisitTrigger {
    const { openDental } = this.opened;
    const interrupted: Pick<OpenDental, 'read'> = {
      read: (work, readSignal) =>
        openDental.read(
          ({ schema, rows }) =>
            work({
              schema,
              rows: async (asked, values) => {
                if (asked === statement) await happens();
                return await rows(asked, values);
              },
            }),
          readSignal,
        ),
    };
    return new VisitTrigger(interrupted, visitOptions(), rulesOf(), this.clock);
  }

  /** From now on the clinic is configured so. */
  configure(options: VisitChanges, rules?: RxRules): void {
    this.#trigger = this.trigger(options, rules);
  }

  /** A crown on tooth 3 tomorrow at nine, unless said otherwise. */
  book(visit: Partial<Parameters<PracticeHands['addVisit']>[0]> = {}): Promise<number> {
    return this.hands.addVisit({
      patient: this.patient,
      provider: this.dentist,
      procedures: [{ code: 'D2740', tooth: '3' }],
      ...visit,
    });
  }

  async seat(visit: number): Promise<void> {
    await this.opened.practice.query(
      `UPDATE appointment SET DateTimeSeated = CONCAT(CURDATE(), ' 09:05:00') WHERE AptNum = ?`,
      [visit],
    );
  }

  async read(): Promise<Extract<RxReading, { readonly kind: 'snapshot' }>> {
    const reading = await this.#trigger.read(undefined, signal);
    if (reading.kind !== 'snapshot') throw new Error('no snapshot');
    return reading;
  }

  async wanted(): Promise<readonly WantedRx[]> {
    return (await this.read()).wanted;
  }

  async keys(): Promise<readonly string[]> {
    return (await this.wanted()).map(({ key }) => key);
  }

  /** The one RX that is wanted. */
  async only(): Promise<WantedRx> {
    const wanted = await this.wanted();
    if (wanted.length !== 1) throw new Error(`${wanted.length} RX are wanted`);
    return wanted[0]!;
  }

  /** What became of a key; undefined where the trigger does not say. */
  async fate(key: string): Promise<string | undefined> {
    return (await this.#trigger.confirm([RxKey(key)], signal)).get(RxKey(key));
  }
}
