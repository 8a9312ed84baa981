import { PracticeHands } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { PatientChanges } from '../../dist/patients/patient-changes.js';
import { describeWithServer, openPractice, signal, type OpenedPractice } from '../support/server.js';

const LONG_AGO = '2020-01-01 08:00:00';

describeWithServer('patients who changed in Open Dental', () => {
  let practice: OpenedPractice;
  let hands: PracticeHands;
  let changes: PatientChanges;

  beforeEach(async () => {
    practice = await openPractice();
    hands = new PracticeHands(practice.practice);
    changes = new PatientChanges(practice.openDental, 'PatNum');
  });

  /** As if everything until now had happened long ago. */
  const letTimePass = () => practice.practice.query('UPDATE patient SET DateTStamp = ?', [LONG_AGO]);

  /** Everything that is to be had at once, and where to go on. */
  const readAll = async (cursor?: string): Promise<{ readonly refs: readonly string[]; readonly cursor: string }> => {
    const refs: string[] = [];
    for (let from = cursor; ;) {
      const page = await changes.read(from, signal);
      refs.push(...page.patients.map(({ ref }) => ref));
      if (page.more !== true) return { refs, cursor: page.cursor };
      from = page.cursor;
    }
  };

  /** As many patients as asked for, made the quick way. */
  const addMany = async (count: number): Promise<void> => {
    const first = await hands.addPatient({ last: 'Example', first: 'Mia' });
    const { practice: connection } = practice;
    await connection.query('CREATE TEMPORARY TABLE one SELECT * FROM patient WHERE PatNum = ?', [first]);
    const numbers = Array.from({ length: count - 1 }, (_, index) => first + 1 + index);
    await connection.query(
      numbers.map((number) => `UPDATE one SET PatNum = ${number}; INSERT INTO patient SELECT * FROM one`).join(';'),
    );
  };

  it('are everybody at first, and then only who changed', async () => {
    const mia = await hands.addPatient({ last: 'Example', first: 'Mia' });
    const tom = await hands.addPatient({ last: 'Sample', first: 'Tom' });
    await letTimePass();
    const first = await readAll();
    expect(first.refs).to.deep.equal([String(mia), String(tom)]);
    const second = await readAll(first.cursor);
    expect(second).to.deep.equal({ refs: [], cursor: first.cursor });
    await hands.changePatient(tom, { last: 'Sampleton' });
    expect((await readAll(second.cursor)).refs).to.deep.equal([String(tom)]);
  });

  it('are told again for a while, so that none is lost who changed in the second of a look', async () => {
    const mia = await hands.addPatient({ last: 'Example', first: 'Mia' });
    const first = await readAll();
    await hands.changePatient(mia, { last: 'Sample' });
    const second = await readAll(first.cursor);
    expect(second.refs).to.deep.equal([String(mia)]);
    expect((await readAll(second.cursor)).refs).to.deep.equal([String(mia)]);
  });

  it('come in parts that follow each other, each patient once, and go on where they were left', async () => {
    await addMany(4_100);
    const one = await changes.read(undefined, signal);
    expect([one.more, one.patients.length]).to.deep.equal([true, 2_000]);
    const two = await changes.read(one.cursor, signal);
    const three = await changes.read(two.cursor, signal);
    expect(three.more).to.equal(false);
    const refs = [one, two, three].flatMap(({ patients }) => patients.map(({ ref }) => ref));
    expect(new Set(refs).size).to.equal(4_100);
  });

  it('of a large practice are not looked for again at once', async () => {
    await addMany(4_100);
    await letTimePass();
    const { cursor } = await readAll();
    practice.database.asked.length = 0;
    expect(await readAll(cursor)).to.deep.equal({ refs: [], cursor });
    expect(practice.database.asked.filter((statement) => statement.includes('FROM patient'))).to.deep.equal([]);
  });

  it('are everybody again after a cursor that is none of ours, and after a clock that was put back', async () => {
    const mia = await hands.addPatient({ last: 'Example', first: 'Mia' });
    await letTimePass();
    expect((await readAll('2026-01-01')).refs).to.deep.equal([String(mia)]);
    expect((await readAll('{"since":99999999999,"restUntil":99999999999}')).refs).to.deep.equal([String(mia)]);
  });

  it('are neither deleted nor archived, and have a full name and a chart number', async () => {
    await hands.addPatient({ last: 'Example', first: 'Mia', status: 'deleted' });
    await hands.addPatient({ last: 'Example', first: 'Mia', status: 'archived' });
    await hands.addPatient({ last: 'Example', first: ' ' });
    expect((await readAll()).refs).to.deep.equal([]);
    await hands.addPatient({ last: 'Example', first: 'Mia' });
    changes = new PatientChanges(practice.openDental, 'ChartNumber');
    expect((await readAll()).refs).to.deep.equal([]);
  });

  it('are looked for by the key of the table, a bounded part in each statement', async () => {
    await addMany(300);
    await readAll();
    const statements = new Set(practice.database.asked.filter((statement) => statement.includes('FROM patient')));
    expect(statements.size).to.equal(2);
    for (const statement of statements) {
      const [plan] = await practice.practice.query(`EXPLAIN ${statement.replaceAll('?', '7')}`);
      const steps = plan as unknown as readonly { readonly table: string; readonly key: string | null }[];
      expect(steps.filter(({ table }) => table === 'patient').map(({ key }) => key)).to.deep.equal(['PRIMARY']);
      expect(statement).to.match(/LIMIT \d+/);
    }
  });
});
