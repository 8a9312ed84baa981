import { RxKey } from '@chairside/core';
import { fillPractice } from '@chairside/opendental-practice';
import { expect } from 'chai';
import type { RowDataPacket } from 'mysql2/promise';
import * as statements from '../../dist/visits/visit-statements.js';
import { describeWithServer, signal, VERSIONS } from '../support/server.js';
import { VisitPractice } from './visit-practice.js';

/** A week has five working days. */
const WEEK = { horizonDays: 6 };
const VISITS_A_DAY = 40;
const VISITS = 5 * VISITS_A_DAY;

interface PlanRow extends RowDataPacket {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly rows: number | string | null;
}

/** So small that a server may rather read all of it. */
const SMALL = new Set(['operatory', 'appointmenttype', 'procedurecode', 'c']);

const SQL: Readonly<Record<string, string>> = { ...statements };

for (const version of VERSIONS) {
  describeWithServer(`a round over ${VISITS} visits of the horizon in Open Dental ${version}`, () => {
    let practice: VisitPractice;
    before(async () => {
      practice = await VisitPractice.open(version);
      const today = (await practice.hands.at(0)).slice(0, 10);
      for (const table of ['patient', 'provider', 'procedurecode'])
        await practice.opened.practice.query('TRUNCATE TABLE ??', [table]);
      await fillPractice(practice.opened.practice, { seed: 7, today, patients: 2_500, visitsPerDay: VISITS_A_DAY });
      practice.configure(WEEK);
      await practice.wanted();
    });

    async function numbers(statement: string): Promise<readonly string[]> {
      const [rows] = await practice.opened.practice.query({ sql: statement, rowsAsArray: true });
      return (rows as unknown as readonly (readonly [number])[]).map(([number]) => String(number));
    }

    it('takes as many statements as it must, whatever the number of visits', async () => {
      const { asked } = practice.opened.database;
      const inBook = await numbers(
        'SELECT AptNum FROM appointment WHERE AptStatus = 1 AND DATEDIFF(AptDateTime, CURDATE()) BETWEEN 0 AND 6',
      );
      expect(inBook).to.have.length.within(VISITS - VISITS_A_DAY, VISITS + VISITS_A_DAY);
      const before = asked.length;
      const keys = await practice.keys();
      expect(keys).to.have.length.above(20);
      // Twice whether Open Dental updates itself; the visits; their procedures, teeth and doctors.
      expect(asked.length - before).to.be.within(5, 10);
      const beforeConfirm = asked.length;
      await practice.trigger(WEEK).confirm(keys.map(RxKey), signal);
      expect(asked.length - beforeConfirm).to.be.within(4, 10);
    });

    it('asks in the same words every time', async () => {
      const { asked } = practice.opened.database;
      asked.length = 0;
      await practice.keys();
      const first = new Set(asked);
      asked.length = 0;
      practice.configure({ horizonDays: 1 });
      await practice.keys();
      expect([...asked].filter((statement) => !first.has(statement))).to.deep.equal([]);
      practice.configure(WEEK);
    });

    const OF_VISITS = 'SELECT AptNum FROM appointment WHERE AptStatus = 1 ORDER BY AptNum LIMIT 100';
    const OF_PLANS = 'SELECT AptNum FROM appointment WHERE AptStatus = 6 ORDER BY AptNum LIMIT 100';
    const STATEMENTS: readonly (readonly [string, string | readonly number[]])[] = [
      ['SCHEDULED', [7]],
      ['PLANNED', []],
      ['BY_NUMBER', OF_VISITS],
      ['CARRIED_OUT', OF_PLANS],
      ['ANY_VISIT', []],
      ['ANY_PROCEDURE', []],
      ['ANY_CODE', []],
      ['PROCEDURES', OF_VISITS],
      ['PLANNED_PROCEDURES', OF_PLANS],
      ['MISSING_TEETH', 'SELECT PatNum FROM patient LIMIT 100'],
      ['OPERATORIES', 'SELECT OperatoryNum FROM operatory LIMIT 100'],
      ['APPOINTMENT_TYPES', 'SELECT AppointmentTypeNum FROM appointmenttype LIMIT 100'],
    ];

    it('has a test of each of its statements', () => {
      expect(STATEMENTS.map(([name]) => name)).to.have.members(Object.keys(SQL));
    });

    for (const [name, values] of STATEMENTS) {
      it(`reads ${name} by an index`, async () => {
        const found = typeof values === 'string' ? await numbers(values) : values;
        const padded =
          typeof values === 'string' ? Array.from({ length: 100 }, (_, at) => found[at % found.length]!) : found;
        const [plan] = await practice.opened.practice.execute<PlanRow[]>(`EXPLAIN ${SQL[name]}`, [...padded]);
        expect(plan).not.to.have.length(0);
        for (const { table, type, key, rows } of plan) {
          if (table === null || SMALL.has(table)) continue;
          expect(key, `${name}: ${JSON.stringify(plan)}`).not.to.equal(null);
          if (name.startsWith('ANY_')) expect(Number(rows)).to.equal(1);
          else expect(type).to.be.oneOf(['const', 'eq_ref', 'ref', 'range', 'index_merge']);
        }
      });
    }
  });
}
