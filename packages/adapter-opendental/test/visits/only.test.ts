import { expect } from 'chai';
import type { OnlyOptions } from '../../dist/visits/visit-options.js';
import { describeWithServer } from '../support/server.js';
import { VisitPractice } from './visit-practice.js';

describeWithServer('only some visits ask for RX', () => {
  let practice: VisitPractice;
  /** Two visits that differ in all that can be filtered. */
  let here: number;
  let elsewhere: number;
  let numbers: Readonly<Record<'provider' | 'hygienist' | 'op' | 'type', number>>;
  before(async () => {
    practice = await VisitPractice.open();
    const { hands } = practice;
    const provider = await hands.addProvider({ abbr: 'DOC2', last: 'Other', first: 'Olga' });
    const hygienist = await hands.addProvider({ abbr: 'HYG1', last: 'Clean', first: 'Clara' });
    const op = await hands.addOperatory({ name: 'Scanner Room', abbr: 'SCAN' });
    const other = await hands.addOperatory({ name: '2', abbr: '' });
    const type = await hands.addAppointmentType('Crown Prep');
    numbers = { provider, hygienist, op, type };
    here = await practice.book({ provider, hygienist, op, type, clinic: 2 });
    elsewhere = await practice.book({ op: other, clinic: 1 });
  });

  async function asking(only: Partial<OnlyOptions>): Promise<readonly number[]> {
    practice.configure({ only });
    return (await practice.keys()).map((key) => Number.parseInt(key));
  }

  it('none is left out where nothing is said', async () => {
    expect(await asking({})).to.deep.equal([here, elsewhere]);
  });

  it('by clinic', async () => {
    expect(await asking({ clinics: [2] })).to.deep.equal([here]);
    expect(await asking({ clinics: [1, 2] })).to.deep.equal([here, elsewhere]);
    expect(await asking({ clinics: [3] })).to.deep.equal([]);
  });

  it('by provider: dentist or hygienist, by number, abbreviation or name', async () => {
    const { provider, hygienist } = numbers;
    for (const each of [provider, String(provider), 'DOC2', 'doc2 ', 'Olga Other', hygienist, 'HYG1']) {
      expect(await asking({ providers: [each] }), String(each)).to.deep.equal([here]);
    }
    expect(await asking({ providers: ['DOC1', 'DOC2'] })).to.deep.equal([here, elsewhere]);
    expect(await asking({ providers: ['DOC'] })).to.deep.equal([]);
  });

  it('by operatory, by number, abbreviation or name', async () => {
    for (const each of [numbers.op, 'SCAN', 'scanner room']) {
      expect(await asking({ operatories: [each] }), String(each)).to.deep.equal([here]);
    }
    expect(await asking({ operatories: [''] })).to.deep.equal([]);
  });

  it('by appointment type, by number or name', async () => {
    for (const each of [numbers.type, 'Crown prep']) {
      expect(await asking({ appointmentTypes: [each] }), String(each)).to.deep.equal([here]);
    }
  });

  it('where all that is said fits', async () => {
    expect(await asking({ clinics: [2], providers: ['DOC2'] })).to.deep.equal([here]);
    expect(await asking({ clinics: [1], providers: ['DOC2'] })).to.deep.equal([]);
  });
});
