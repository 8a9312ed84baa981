import type { PatientSearch } from '@chairside/core';
import { PatientRef } from '@chairside/core';
import { expect } from 'chai';
import { rm } from 'node:fs/promises';
import { codeOf, House, request, signal } from './support/house.js';

const HEADER = 'chartNumber;firstName;lastName;dateOfBirth\n';

describe('the patients', () => {
  let house: House;
  const search = async (chartNumber: string, firstName: string, lastName: string): Promise<PatientSearch | undefined> =>
    house.ports.patients?.search({ chartNumber, firstName, lastName }, signal);

  beforeEach(async () => {
    house = await House.open({ roster: 'patients.csv' });
    await house.write(
      'patients.csv',
      `${HEADER}1001;Jane;Doe;03.02.1980\n1002;Max;Roe;\n1002;Max;Roe;\n1003;Jane;Doe;\n`,
    );
  });
  afterEach(() => house.close());

  it('finds, finds nobody, and finds several: three different answers', async () => {
    expect(await search('1001', 'jane', 'DOE')).to.have.nested.property('patient.dateOfBirth', '1980-02-03');
    expect(await search('1002', 'Max', 'Roe')).to.have.property('kind', 'ambiguous');
    expect(await search('1001', 'Max', 'Roe')).to.have.property('kind', 'none');
    const near = await search('', 'Jane', 'Doe');
    expect(near).to.have.property('near').with.length(2);
  });

  it('reads the roster again when it changed', async () => {
    await search('1001', 'Jane', 'Doe');
    await house.write('patients.csv', `${HEADER}1001;Jane;Smith;1980-02-03\n`);
    expect(await search('1001', 'Jane', 'Doe')).to.have.property('kind', 'none');
    expect(await search('1001', 'Jane', 'Smith')).to.have.property('kind', 'found');
  });

  it('counts a patient of the roster and of a request as one', async () => {
    await house.drop('a.json', request('A-1'));
    await house.readToEnd();
    expect(await search('1001', 'Jane', 'Doe')).to.have.property('kind', 'found');
  });

  it('knows patients of past requests that no roster names, and names them when only the name agrees', async () => {
    await house.drop(
      'a.json',
      request('A-1', { patient: { chartNumber: 'Z-9', firstName: 'Zoë', lastName: "O'Neil" } }),
    );
    await house.readToEnd();
    expect(await search('Z-9', 'Zoe\u0308', 'ONeil')).to.have.property('kind', 'found');
    expect(await search('other', 'ZOË', "O'NEIL")).to.have.nested.property('near[0].chartNumber', 'Z-9');
    expect(await house.ports.patients?.byRef(PatientRef('Z-9'), signal)).to.have.property('lastName', "O'Neil");
  });

  it('answers a reference by the newest request, else by the only one of the roster', async () => {
    const byRef = async (ref: string): Promise<unknown> => house.ports.patients?.byRef(PatientRef(ref), signal);
    expect(await byRef('1001')).to.have.property('dateOfBirth', '1980-02-03');
    expect(await byRef('1002')).to.equal(undefined);
    expect(await byRef('404')).to.equal(undefined);
    await house.drop(
      'a.json',
      request('A-1', {
        patient: { chartNumber: '1001', firstName: 'Jane', lastName: 'Newname', dateOfBirth: '1980-02-03' },
      }),
    );
    await house.readToEnd();
    expect(await byRef('1001')).to.have.property('lastName', 'Newname');
  });

  it('does not go on without a roster that cannot be read', async () => {
    for (const bad of ['', 'nothing;known\n1;2\n', `${HEADER}1001;"Jane;Doe;\n`, `${HEADER};Jane;Doe;\n`]) {
      await house.write('patients.csv', bad);
      expect(await codeOf(search('1001', 'Jane', 'Doe')), bad).to.equal('ROSTER_UNREADABLE');
    }
    await rm(house.path('patients.csv'));
    expect(await codeOf(search('1001', 'Jane', 'Doe'))).to.equal('ROSTER_UNREADABLE');
    await house.drop('a.json', request('A-1'));
    expect(await house.readToEnd()).to.have.length(1);
  });

  it('keeps chart numbers apart that equal but for case', async () => {
    await house.drop('a.json', [
      request('A-1', { patient: { chartNumber: 'ab', firstName: 'Ann', lastName: 'Poe' } }),
      request('A-2', { patient: { chartNumber: 'AB', firstName: 'Bob', lastName: 'Moe' } }),
    ]);
    await house.readToEnd();
    expect(await search('ab', 'Ann', 'Poe')).to.have.property('kind', 'found');
    expect(await search('AB', 'Ann', 'Poe')).to.have.property('kind', 'none');
  });
});
