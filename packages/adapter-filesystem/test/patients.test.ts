import type { Patient, PatientSearch } from '@chairside/core';
import { PatientRef } from '@chairside/core';
import { expect } from 'chai';
import { rm, stat, utimes, writeFile } from 'node:fs/promises';
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

describe('whose data changed', () => {
  let house: House;
  /** As the service keeps it, between two reads. */
  let cursor: string | undefined;
  const read = async (): Promise<{ readonly patients: readonly Patient[]; readonly parts: number }> => {
    const patients: Patient[] = [];
    for (let parts = 1; ; parts += 1) {
      const part = await house.ports.patients!.changed!(cursor, signal);
      expect(part.patients.length).to.be.at.most(500);
      patients.push(...part.patients);
      cursor = part.cursor;
      if (part.more !== true) return { patients, parts };
    }
  };
  const names = async (): Promise<readonly string[]> =>
    (await read()).patients.map(({ chartNumber, lastName }) => `${chartNumber} ${lastName}`).toSorted();
  const roster = async (...rows: readonly string[]): Promise<void> => {
    await house.write('patients.csv', `${HEADER}${rows.join('\n')}\n`);
  };
  const ask = async (id: string, chartNumber: string, lastName: string): Promise<void> => {
    const patient = { chartNumber, firstName: 'Sample', lastName, dateOfBirth: '1990-01-02' };
    await house.drop(`${id}.json`, request(id, { patient }));
    await house.readToEnd();
  };

  beforeEach(async () => {
    cursor = undefined;
    house = await House.open({ roster: 'patients.csv' });
    await roster('1001;Jane;Doe;03.02.1980', '1002;Max;Roe;');
  });
  afterEach(() => house.close());

  it('is everybody at first, of the roster and of past requests, and then nobody', async () => {
    await ask('A-1', 'Z-9', 'Example');
    expect(await names()).to.deep.equal(['1001 Doe', '1002 Roe', 'Z-9 Example']);
    expect(await names()).to.deep.equal([]);
    await house.restart();
    expect(
      (await names()).filter((name) => name.startsWith('1')),
      'after a start too',
    ).to.deep.equal([]);
    expect(await names()).to.deep.equal([]);
  });

  it('opens no file while nothing changed', async () => {
    const path = house.path('patients.csv');
    await utimes(path, 1_000, 1_000);
    await names();
    await house.restart();
    await writeFile(path, 'x'.repeat((await stat(path)).size));
    await utimes(path, 1_000, 1_000);
    expect(await names()).to.deep.equal([]);
  });

  it('is whom a changed row names', async () => {
    await names();
    await roster('1001;Jane;Newname;03.02.1980', '1002;Max;Roe;');
    expect(await names()).to.include('1001 Newname');
    expect(await names()).to.deep.equal([]);
  });

  it('is the patient of a new request that gives a known chart number another name', async () => {
    await ask('A-1', 'Z-9', 'Example');
    await names();
    await ask('A-2', 'Z-9', 'Newname');
    expect(await names()).to.deep.equal(['Z-9 Newname']);
    await ask('A-3', 'Z-8', 'Other');
    expect(await names()).to.include('Z-8 Other');
    expect(await names()).to.deep.equal([]);
  });

  it('has one name for whom both roster and a request know: that of the newer one', async () => {
    await ask('A-1', '1003', 'Asked');
    await roster('1003;Sample;Listed;1990-01-02');
    const day = 24 * 60 * 60;
    const asked = house.clock.now() / 1_000;
    await utimes(house.path('patients.csv'), asked + day, asked + day);
    expect(await names()).to.deep.equal(['1003 Listed', '1003 Listed']);
    await utimes(house.path('patients.csv'), asked - day, asked - day);
    expect(await names()).to.deep.equal(['1003 Asked']);
  });

  it('leaves out whom nobody can tell apart or name', async () => {
    await roster('1001;Jane;Doe;', '1001;Max;Roe;', '1002;;Roe;', '1003;Good;Sample;99.99.1980');
    const { patients } = await read();
    expect(patients.map(({ chartNumber, dateOfBirth }) => [chartNumber, dateOfBirth])).to.deep.equal([
      ['1003', undefined],
    ]);
  });

  it('is not known while the roster cannot be read, and goes on where it was', async () => {
    await names();
    await rm(house.path('patients.csv'));
    expect(await codeOf(read())).to.equal('ROSTER_UNREADABLE');
    await roster('1001;"Jane;Doe;');
    expect(await codeOf(read())).to.equal('ROSTER_UNREADABLE');
    await roster('1001;Jane;Doe;', '1004;New;Sample;');
    expect(await names()).to.include('1004 Sample');
  });

  it('comes in parts, of a large roster and of many requests, each patient once', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `${index};Sample;Row${index};`);
    await roster(...rows);
    await house.drop(
      'many.json',
      Array.from({ length: 1_200 }, (_, index) =>
        request(`M-${index}`, { patient: { chartNumber: `M${index}`, firstName: 'Many', lastName: `Sample${index}` } }),
      ),
    );
    await house.readToEnd();
    const { patients, parts } = await read();
    expect(new Set(patients.map(({ chartNumber }) => chartNumber)).size).to.equal(11_200);
    expect(patients).to.have.length(11_200);
    expect(parts).to.be.greaterThan(20);
    expect((await read()).patients).to.deep.equal([]);
  });

  it('is read without a roster too', async () => {
    await house.close();
    house = await House.open();
    expect(await names()).to.deep.equal([]);
    await ask('A-1', 'Z-9', 'Example');
    expect(await names()).to.deep.equal(['Z-9 Example']);
  });
});
