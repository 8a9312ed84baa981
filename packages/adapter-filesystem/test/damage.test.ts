import { expect } from 'chai';
import { codeOf, House, JANE, order, patient, request, signal } from './support/house.js';

const OTHER = { chartNumber: '2002', firstName: 'Otto', lastName: 'Sample', dateOfBirth: '1970-01-01' };

describe('a file of Chairside that is damaged', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  /** The records of past requests, of which there is one. */
  async function damagePatient(): Promise<void> {
    await house.drop('first.json', request('A-1'));
    await house.readToEnd();
    const [name] = (await house.names('charts/.chairside/patients')).filter((file) => !file.startsWith('.'));
    await house.write(`charts/.chairside/patients/${name}`, '{');
  }

  it('keeps only the requests for that patient from being read', async () => {
    await damagePatient();
    await house.drop('a.json', request('A-2', { notes: 'again' }));
    await house.drop('b.json', request('B-1', { patient: OTHER }));
    const read = await house.readToEnd();
    expect(read.map((change) => ('rx' in change ? change.rx.key : change.key))).to.deep.equal(['B-1']);
    const problem = await house.json('inbox/.failed/a.json.error.json');
    expect(problem).to.have.nested.property('problems[0].code', 'CHART_CONFLICT');
  });

  it('keeps only the scans of that patient from being filed', async () => {
    await damagePatient();
    const other = patient(OTHER.chartNumber, OTHER.firstName, OTHER.lastName);
    const { patients, sink } = house.ports;
    expect(await patients?.search({ ...other, chartNumber: '9' }, signal)).to.deep.equal({ kind: 'none', near: [] });
    await sink?.deliver(await house.delivery({ patient: other, order: order('308000002') }), signal);
    expect(await codeOf(sink?.deliver(await house.delivery({ patient: JANE }), signal))).to.equal('CHART_CONFLICT');
  });

  it('does not keep the inbox from being read where it is the list of files that could not be removed', async () => {
    await house.write('inbox/.chairside/left.json', '[{');
    await house.drop('a.json', request('A-1'));
    expect(await house.readToEnd()).to.have.length(1);
  });

  it('does not keep scans from being filed where it is a note of a delivery', async () => {
    await house.write('charts/.chairside/pending/0123.json', '{"ver');
    await house.restart();
    await house.ports.sink?.deliver(await house.delivery(), signal);
    expect(await house.names('charts/.chairside/pending')).to.deep.equal([]);
  });
});

describe('a chart number that the roster gives to somebody else', () => {
  const CASES: readonly (readonly [string, Record<string, string>, boolean])[] = [
    ['with another name and no birth date', { firstName: 'Jane', lastName: 'Doe' }, false],
    [
      'with another name and another birth date',
      { firstName: 'Jane', lastName: 'Doe', dateOfBirth: '1980-02-03' },
      false,
    ],
    [
      'with another name and the same birth date',
      { firstName: 'Otto', lastName: 'New', dateOfBirth: '1970-01-01' },
      true,
    ],
    ['with the same name and no birth date', { firstName: 'OTTO', lastName: 'Sample' }, true],
  ];
  for (const [name, stated, taken] of CASES) {
    it(`${taken ? 'is taken' : 'is refused'} from a request ${name}`, async () => {
      const house = await House.open({ roster: 'roster.csv' });
      await house.write('roster.csv', 'chartNumber,firstName,lastName,dateOfBirth\n2002,Otto,Sample,1970-01-01\n');
      await house.drop('a.json', { requestId: 'A-1', patient: { chartNumber: '2002', ...stated } });
      const read = await house.readToEnd();
      await house.close();
      expect(read).to.have.length(taken ? 1 : 0);
    });
  }
});
