import { ChairsideError, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { ANY_VISIT } from '../../dist/visits/visit-statements.js';
import { describeWithServer, signal, theServer } from '../support/server.js';
import { rulesOf, VisitPractice } from './visit-practice.js';

describeWithServer('what became of the RX of a visit', () => {
  let practice: VisitPractice;
  /** The visit of the crown, and its key. */
  let visit: number;
  let key: string;
  before(async () => {
    practice = await VisitPractice.open();
  });
  beforeEach(async () => {
    await practice.startAnew();
    visit = await practice.book();
    key = `${visit}:fixed-restorative`;
    // Somebody else's, so that the book is never empty.
    await practice.book({ procedures: [{ code: 'D1110' }] });
  });

  /** What the snapshot says, and then what `confirm` does. */
  async function told(): Promise<readonly [boolean, string | undefined]> {
    return [(await practice.keys()).includes(key), await practice.fate(key)];
  }

  const FATES: readonly (readonly [string, () => Promise<unknown>, string | undefined])[] = [
    ['nothing happened', async () => undefined, 'wanted'],
    ['the visit is moved within the horizon', () => practice.hands.moveVisit(visit, { inDays: 3 }), 'wanted'],
    [
      'the visit is moved to an earlier hour of today',
      () => practice.hands.moveVisit(visit, { inDays: 0, time: '00:01' }),
      'wanted',
    ],
    ['the visit is moved out of the horizon', () => practice.hands.moveVisit(visit, { inDays: 4 }), 'cancelled'],
    ['the visit is broken', () => practice.hands.breakVisit(visit), 'cancelled'],
    ['the visit is put on the unscheduled list', () => practice.hands.unscheduleVisit(visit), 'cancelled'],
    ['the visit is deleted', () => practice.hands.deleteVisit(visit), 'cancelled'],
    ['the visit is completed', () => practice.hands.completeVisit(visit), 'over'],
    ['the day of the visit is past', () => practice.hands.moveVisit(visit, { inDays: -1, time: '23:59' }), 'over'],
    [
      'the visit of a past day is broken afterwards',
      async () => {
        await practice.hands.moveVisit(visit, { inDays: -1 });
        await practice.hands.breakVisit(visit);
      },
      'cancelled',
    ],
    [
      'the procedure is taken out of the visit',
      async () => {
        await practice.hands.detachProcedure((await practice.hands.proceduresOf(visit))[0]!);
      },
      'cancelled',
    ],
    [
      'the procedure is deleted',
      async () => {
        await practice.hands.setProcedureStatus((await practice.hands.proceduresOf(visit))[0]!, 'deleted');
      },
      'cancelled',
    ],
    [
      'the procedure is done at another visit',
      async () => {
        await practice.hands.setProcedureStatus((await practice.hands.proceduresOf(visit))[0]!, 'complete');
      },
      'cancelled',
    ],
    [
      'the procedure is exchanged for one that needs no scan',
      () => practice.hands.changeProcedures(visit, [{ code: 'D1110' }]),
      'cancelled',
    ],
    [
      'the procedure is exchanged for one of another kind',
      () => practice.hands.changeProcedures(visit, [{ code: 'D5110' }]),
      'cancelled',
    ],
    [
      'the procedure is exchanged for one of the same kind',
      () => practice.hands.changeProcedures(visit, [{ code: 'D2750' }]),
      'wanted',
    ],
    [
      'the clinic’s rules ask for nothing any more',
      async () => practice.configure({}, rulesOf({ D2740: false })),
      'cancelled',
    ],
    [
      'the provider is no longer among those of the filter',
      async () => practice.configure({ only: { providers: ['DOC9'] } }),
      'cancelled',
    ],
    [
      'the patient is deleted',
      () => practice.hands.changePatient(practice.patient, { status: 'deleted' }),
      'cancelled',
    ],
    [
      'the patient is merged into another',
      async () => {
        const other = await practice.hands.addPatient({ last: 'Example', first: 'Remaining' });
        await practice.hands.mergePatients(practice.patient, other);
      },
      'wanted',
    ],
    [
      'the visit becomes a note',
      async () => {
        await practice.opened.practice.query('UPDATE appointment SET AptStatus = 7 WHERE AptNum = ?', [visit]);
      },
      undefined,
    ],
  ];
  for (const [title, happens, fate] of FATES) {
    it(`is ${fate ?? 'not said'} when ${title}`, async () => {
      await happens();
      expect(await told()).to.deep.equal([fate === 'wanted', fate]);
    });
  }

  it('is over once the patient sits, whatever is changed in the chair', async () => {
    await practice.hands.moveVisit(visit, { inDays: 0 });
    await practice.seat(visit);
    expect(await told()).to.deep.equal([false, 'over']);
    await practice.hands.changeProcedures(visit, [{ code: 'D5110' }]);
    expect(await told()).to.deep.equal([false, 'over']);
  });

  it('is over once one procedure of today’s visit is done', async () => {
    await practice.hands.moveVisit(visit, { inDays: 0 });
    await practice.hands.addProcedure(visit, { code: 'D6245', tooth: '4' });
    await practice.hands.setProcedureStatus((await practice.hands.proceduresOf(visit))[0]!, 'complete');
    expect(await told()).to.deep.equal([false, 'over']);
  });

  it('is still wanted where the patient sat on another day, before the visit was moved', async () => {
    await practice.seat(visit);
    expect(await told()).to.deep.equal([true, 'wanted']);
    await practice.opened.practice.query('UPDATE appointment SET DateTimeSeated = CURDATE() WHERE AptNum = ?', [visit]);
    await practice.hands.moveVisit(visit, { inDays: 0 });
    expect(await told(), 'midnight means that nobody noted a time').to.deep.equal([true, 'wanted']);
  });

  it('is told apart from what a visit that has begun newly asks for', async () => {
    const today = await practice.book({ at: { inDays: 0 } });
    await practice.seat(today);
    await practice.hands.addProcedure(today, { code: 'D5110' });
    const { wanted, begun } = await practice.read();
    expect(wanted.map((rx) => rx.key)).to.deep.equal([key]);
    expect(begun?.map((rx) => rx.key)).to.have.members([
      `${today}:fixed-restorative`,
      `${today}:full-denture-tissue-based`,
    ]);
  });

  it('is not said for keys of another kind, nor for none', async () => {
    for (const other of ['A-1001', ':x', `${visit}:`, 'p:x', '']) {
      expect(await practice.fate(other), other).to.equal(undefined);
    }
  });

  describe('that seems to be gone', () => {
    it('is looked at twice before it is cancelled', async () => {
      await practice.hands.deleteVisit(visit);
      expect(await practice.fate(key)).to.equal('cancelled');
      expect(practice.clock.sleeps).to.equal(1);
    });

    it('is looked at once where nothing is', async () => {
      await practice.hands.completeVisit(visit);
      expect(await practice.fate(key)).to.equal('over');
      expect(practice.clock.sleeps).to.equal(0);
    });

    it('stays where its procedures are back at the second look, as after a rearrangement', async () => {
      const [crown] = await practice.hands.proceduresOf(visit);
      await practice.hands.detachProcedure(crown!);
      practice.clock.meanwhile = () =>
        practice.opened.practice
          .query('UPDATE procedurelog SET AptNum = ? WHERE ProcNum = ?', [visit, crown])
          .then(() => undefined);
      expect(await practice.fate(key)).to.equal('wanted');
    });

    it('stays where it is another thing at the second look', async () => {
      await practice.hands.moveVisit(visit, { inDays: 9 });
      practice.clock.meanwhile = () => practice.hands.completeVisit(visit);
      expect(await practice.fate(key)).to.equal('over');
    });

    it('stays where the book is empty, as it is for a moment when a backup is restored', async () => {
      await practice.opened.practice.query('TRUNCATE TABLE appointment');
      expect(await practice.keys()).to.deep.equal([]);
      expect(await practice.fate(key)).to.equal(undefined);
    });

    for (const table of ['procedurelog', 'procedurecode']) {
      it(`stays where ${table} is empty, as it is for a moment when a backup is restored`, async () => {
        await practice.opened.practice.query('TRUNCATE TABLE ??', [table]);
        expect(await practice.keys()).to.deep.equal([]);
        expect(await practice.fate(key)).to.equal(undefined);
      });
    }

    it('stays where the book is empty only at the second look', async () => {
      await practice.hands.deleteVisit(visit);
      practice.clock.meanwhile = () =>
        practice.opened.practice.query('TRUNCATE TABLE appointment').then(() => undefined);
      expect(await practice.fate(key)).to.equal(undefined);
    });

    it('is cancelled on a quiet day, when it was the last one of the horizon', async () => {
      await practice.opened.practice.query('UPDATE appointment SET AptStatus = 2 WHERE AptNum <> ?', [visit]);
      await practice.hands.deleteVisit(visit);
      expect(await practice.keys()).to.deep.equal([]);
      expect(await practice.fate(key)).to.equal('cancelled');
    });

    const UPDATES: readonly (readonly [string, string])[] = [
      ['UpdateInProgressOnComputerName', 'FRONTDESK'],
      ['CorruptedDatabase', '1'],
    ];
    for (const [preference, value] of UPDATES) {
      it(`is not said while Open Dental updates itself (${preference}), also from the second look on`, async () => {
        await practice.hands.deleteVisit(visit);
        const code = () =>
          practice.fate(key).then(
            () => 'none',
            (error: unknown) => (ChairsideError.is(error) ? error.code : error),
          );
        await practice.hands.setPreference(preference, value);
        expect(await code()).to.equal('DATABASE_UPDATING');
        await practice.hands.setPreference(preference, '');
        practice.clock.meanwhile = () => practice.hands.setPreference(preference, value);
        expect(await code()).to.equal('DATABASE_UPDATING');
        practice.clock.meanwhile = async () => undefined;
        await practice.hands.setPreference(preference, '');
        expect(await code()).to.equal('none');
      });
    }

    it('is asked about for many keys at once', async () => {
      const visits = [];
      for (let count = 0; count < 120; count += 1) visits.push(await practice.book({ procedures: [] }));
      const keys = [...visits.map((number) => RxKey(`${number}:fixed-restorative`)), RxKey(key)];
      const answers = await practice.trigger().confirm(keys, signal);
      expect([...answers.values()].filter((answer) => answer === 'cancelled')).to.have.length(120);
      expect(answers.get(RxKey(key))).to.equal('wanted');
    });
  });
});

describeWithServer('what became of the RX of a visit, while the database server goes away', () => {
  it('is not said where the server restarts between the visits and the question whether there are any at all', async () => {
    const server = await theServer();
    const practice = await VisitPractice.open();
    const gone = await practice.book();
    await practice.book({ procedures: [{ code: 'D1110' }] });
    await practice.hands.deleteVisit(gone);
    const key = RxKey(`${gone}:fixed-restorative`);
    let restarts = 0;
    const trigger = practice.triggerBefore(ANY_VISIT, async () => {
      restarts += 1;
      await server.stop();
      await server.resume();
    });
    const told = await trigger.confirm([key], signal).catch((error: unknown) => ChairsideError.is(error) && error.code);
    expect([restarts, told]).to.deep.equal([1, 'DATABASE_UNREACHABLE']);
    expect((await practice.trigger().confirm([key], signal)).get(key)).to.equal('cancelled');
  });

  it('is not said, and is said again when the server is back', async () => {
    const server = await theServer();
    const practice = await VisitPractice.open();
    const visit = await practice.book();
    const gone = await practice.book();
    await practice.hands.deleteVisit(gone);
    const fate = () =>
      practice.fate(`${gone}:fixed-restorative`).catch((error: unknown) => ChairsideError.is(error) && error.code);
    practice.clock.meanwhile = () => server.stop();
    const fates = [await fate(), await fate()];
    await server.stop();
    await server.resume();
    expect(fates).to.deep.equal(['DATABASE_UNREACHABLE', 'DATABASE_UNREACHABLE']);
    practice.clock.meanwhile = async () => undefined;
    expect(await fate()).to.equal('cancelled');
    expect(await practice.keys()).to.deep.equal([`${visit}:fixed-restorative`]);
  });
});
