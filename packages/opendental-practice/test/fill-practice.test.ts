import { expect } from 'chai';
import type { Connection } from 'mysql2/promise';
import { fillPractice, type PracticeCounts } from '../dist/index.js';
import { describeWithServer, numberOf, rowsOf, VERSIONS } from './support/server.js';

/** A Sunday. */
const TODAY = '2026-03-01';
const SIZE = { seed: 7, today: TODAY };

async function checksums(connection: Connection): Promise<readonly unknown[]> {
  const tables = (await rowsOf(connection, 'SHOW TABLES')).flatMap((row) => Object.values(row) as string[]);
  const sums = await rowsOf(connection, `CHECKSUM TABLE ${tables.join(', ')}`);
  return sums.map((row, index) => [tables[index], row['Checksum']]);
}

describeWithServer('a made-up practice', (server) => {
  for (const version of VERSIONS) {
    it(`fills the tables of Open Dental ${version}, each column that has no default included`, async () => {
      const connection = await server.database(version);
      const counts = await fillPractice(connection, SIZE);
      expect(counts.patients).to.equal(5000);
      expect(counts.visits).to.be.within(11_000, 14_000);
      expect(counts.procedures).to.be.within(20_000, 28_000);
      const tables = { patients: 'patient', visits: 'appointment', procedures: 'procedurelog', documents: 'document' };
      for (const [what, table] of Object.entries(tables)) {
        expect(await numberOf(connection, `SELECT COUNT(*) FROM ${table}`)).to.equal(
          counts[what as keyof PracticeCounts],
        );
      }
    });
  }

  it('is the same for the same seed, row for row, whenever it is made, and another for another', async () => {
    const [one, same, other] = await Promise.all(['25.4', '25.4', '25.4'].map((version) => server.database(version)));
    const small = { ...SIZE, patients: 300 };
    await fillPractice(one!, small);
    await same!.query(`SET SESSION timestamp = UNIX_TIMESTAMP('2020-01-01')`);
    await fillPractice(same!, small);
    await fillPractice(other!, { ...small, seed: 8 });
    expect(await checksums(same!)).to.deep.equal(await checksums(one!));
    expect(await checksums(other!)).not.to.deep.equal(await checksums(one!));
  });

  describe('has, beside what every practice has,', () => {
    let connection: Connection;
    const number = (statement: string) => numberOf(connection, statement);

    before(async () => {
      connection = await server.database('25.4');
      await fillPractice(connection, { ...SIZE, patients: 2500, visitsPerDay: 20 });
    });

    it('as many visits on each working day to come as were asked for, and on today also where that is a Sunday', async () => {
      const days = await rowsOf(
        connection,
        `SELECT CAST(DATE(AptDateTime) AS CHAR) AS day, COUNT(*) AS visits, SUM(AptStatus = 2) AS completed
         FROM appointment WHERE AptDateTime >= '${TODAY}' AND AptStatus IN (1, 2) GROUP BY 1 ORDER BY 1`,
      );
      expect(days.slice(0, 2).map((row) => ({ ...row }))).to.deep.equal([
        { day: TODAY, visits: 20, completed: '3' },
        { day: '2026-03-02', visits: 20, completed: '0' },
      ]);
      expect(days.map(({ visits }) => visits as number).slice(0, -1)).to.satisfy((list: number[]) =>
        list.every((visits) => visits === 20),
      );
      expect(days.map(({ day }) => new Date(day as string).getUTCDay()).slice(1)).not.to.include.oneOf([0, 6]);
    });

    it('visits in every state, each with its procedures', async () => {
      const states = await rowsOf(connection, 'SELECT DISTINCT AptStatus FROM appointment ORDER BY 1');
      expect(states.map(({ AptStatus }) => AptStatus as number)).to.deep.equal([1, 2, 3, 5, 6, 7]);
      const bare = `SELECT COUNT(*) FROM appointment a WHERE AptStatus <> 7 AND NOT EXISTS
        (SELECT * FROM procedurelog p WHERE p.PatNum = a.PatNum AND (p.AptNum = a.AptNum OR p.PlannedAptNum = a.AptNum))`;
      expect(await number(bare)).to.equal(0);
    });

    it('what is to be done in the book as treatment-planned, what was done as complete, and here and there a deleted one', async () => {
      const states = await rowsOf(
        connection,
        `SELECT DISTINCT a.AptStatus AS visit, p.ProcStatus AS work FROM appointment a JOIN procedurelog p ON p.AptNum = a.AptNum
         WHERE a.AptStatus IN (1, 2) ORDER BY 1, 2`,
      );
      expect(states.map(({ visit, work }) => [visit, work] as unknown)).to.deep.equal([
        [1, 1],
        [1, 6],
        [2, 2],
        [2, 6],
      ]);
    });

    it('planned visits that were scheduled, whose procedures belong to both, and planned ones that were not', async () => {
      const scheduled = `SELECT COUNT(*) FROM appointment a JOIN appointment planned ON planned.AptNum = a.NextAptNum
        JOIN procedurelog p ON p.AptNum = a.AptNum AND p.PlannedAptNum = planned.AptNum
        WHERE a.AptStatus = 1 AND planned.AptStatus = 6 AND planned.PatNum = a.PatNum`;
      const waiting = `SELECT COUNT(*) FROM appointment planned WHERE AptStatus = 6
        AND NOT EXISTS (SELECT * FROM appointment a WHERE a.NextAptNum = planned.AptNum)`;
      expect(await number(scheduled)).to.be.above(50);
      expect(await number(waiting)).to.be.above(50);
    });

    it('bridges of three units and more in one visit', async () => {
      const units = `SELECT MAX(units) FROM (SELECT COUNT(*) AS units FROM procedurelog p JOIN procedurecode USING (CodeNum)
        WHERE ProcCode REGEXP '^D6[27]' AND AptNum > 0 GROUP BY AptNum) AS bridges`;
      expect(await number(units)).to.be.at.least(3);
    });

    it('patients who were merged, two of them twice, and clones in capitals', async () => {
      const merged = `SELECT COUNT(*) FROM patientlink JOIN patient ON PatNum = PatNumFrom WHERE LinkType = 1 AND PatStatus = 3`;
      const twice = `SELECT COUNT(*) FROM patientlink one JOIN patientlink two ON two.PatNumFrom = one.PatNumTo
        WHERE one.LinkType = 1 AND two.LinkType = 1`;
      const clones = `SELECT COUNT(*) FROM patientlink JOIN patient p ON p.PatNum = PatNumFrom JOIN patient c ON c.PatNum = PatNumTo
        WHERE LinkType = 2 AND BINARY UPPER(p.LName) = BINARY c.LName AND c.Birthdate = p.Birthdate`;
      expect(await number(merged)).to.be.above(10);
      expect(await number(twice)).to.equal(2);
      expect(await number(clones)).to.equal(10);
    });

    it('names without letters and in other scripts, patients of every status, and few with a chart number', async () => {
      const names = (await rowsOf(connection, 'SELECT LName FROM patient')).map(({ LName }) => String(LName));
      for (const form of [/^\P{L}+$/u, /\p{Script=Han}/u, /\p{Script=Cyrillic}/u, /ü/, /'/, /-/, / /]) {
        expect(names.some((name) => form.test(name))).to.equal(true, String(form));
      }
      expect(await number('SELECT COUNT(DISTINCT PatStatus) FROM patient')).to.equal(7);
      expect(await number(`SELECT COUNT(*) FROM patient WHERE ChartNumber <> ''`)).to.be.within(250, 500);
    });

    it('a provider who is hidden and one who is no person, and a category that patients see and one that is hidden', async () => {
      expect(await number('SELECT COUNT(*) FROM provider WHERE IsHidden = 1')).to.equal(1);
      expect(await number('SELECT COUNT(*) FROM provider WHERE IsNotPerson = 1')).to.equal(1);
      expect(await number(`SELECT COUNT(*) FROM definition WHERE Category = 18 AND ItemValue LIKE '%L%'`)).to.equal(1);
      expect(await number('SELECT COUNT(*) FROM definition WHERE Category = 18 AND IsHidden = 1')).to.equal(1);
    });

    it('all indexes in use', async () => {
      for (const table of ['patient', 'appointment', 'procedurelog', 'document', 'toothinitial']) {
        const indexes = await rowsOf(connection, `SHOW INDEX FROM ${table}`);
        expect(indexes.map(({ Comment }) => Comment as string)).not.to.include('disabled');
      }
    });
  });
});
