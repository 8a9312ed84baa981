import { expect } from 'chai';
import { type Practice, startPaired, stopAll } from './support/practice.js';

const people = [
  ['John', 'Sample', '123'],
  ['John', 'Sample', '333'],
  ['Mike', 'Example', '123'],
  ['Steve', 'Blank', ''],
] as const;

async function withPeople(): Promise<Practice> {
  const practice = await startPaired();
  for (const [firstName, lastName, chartNumber] of people) {
    practice.simulator.addPatient({ firstName, lastName, chartNumber });
  }
  return practice;
}

describe('simulated patient search', () => {
  afterEach(stopAll);

  it('of version 2 answers a bare list of name or chart matches; no chart number is a blank one', async () => {
    const practice = await withPeople();
    const find = async (query: string): Promise<string[]> =>
      (await practice.get(`patient/search?${query}`)).json.map((each: any) => `${each.FirstName} ${each.ChartNumber}`);
    expect(await find('firstName=John&lastName=Sample&chartNumber=123')).to.deep.equal([
      'John 123',
      'John 333',
      'Mike 123',
    ]);
    expect(await find('firstName=John&lastName=Sample')).to.deep.equal(['John 123', 'John 333', 'Steve ']);
    expect(await find('chartNumber=nobody')).to.deep.equal([]);
  });

  it('of version 3 takes wildcards and pages, is 404 without a match and 400 for a wrong value', async () => {
    const practice = await withPeople();
    practice.base = `${practice.simulator.url}/us/third-party/v3`;
    const all = (await practice.get('patients/search')).json;
    expect(all.Meta).to.deep.equal({ Total: 4, Count: 4, NextOffset: null });
    expect(all.Status).to.equal('Success');
    const page = (await practice.get('patients/search?Offset=1&Limit=2')).json;
    expect(page.Meta).to.deep.equal({ Total: 4, Count: 2, NextOffset: 3 });
    expect(page.Links.Next).to.equal('/third-party/v3/patients/search?Offset=3&Limit=2');
    practice.simulator.setSwitches({ lastNextOffset: 'given' });
    expect((await practice.get('patients/search')).json.Meta.NextOffset).to.equal(100);
    expect(page.Links).to.include.keys('Self', 'Prev');
    for (const query of ['FirstName=Jo*&ChartNumber=1%2523', 'FirstName=J%25n&LastName=sample&ChartNumber=12*']) {
      expect((await practice.get(`patients/search?${query.replace('%2523', '*')}`)).json.Meta.Total, query).to.equal(1);
    }
    expect((await practice.get('patients/search?FirstName=Nobody')).status).to.equal(404);
    const wrong = await practice.get('patients/search?LastScanDateTo=2024-01-1199');
    expect(wrong.status).to.equal(400);
    expect(wrong.json.Code).to.equal('INVALID_REQUEST_PARAMETERS');
    expect(wrong.json.Errors[0].Field).to.equal('LastScanDateTo');
    expect((await practice.get('patients/search?Limit=101')).status).to.equal(400);
  });

  it('say a gender as the document has it for each, and as the switch has it', async () => {
    const practice = await startPaired();
    const { simulator } = practice;
    simulator.addPatient({ firstName: 'Testa', lastName: 'Sample', chartNumber: '7', gender: 'Female' });
    const said = async (): Promise<readonly unknown[]> => [
      (await practice.get('patient/search?chartNumber=7')).json[0].Gender,
      (await practice.get(`${simulator.url}/us/third-party/v3/patients/search?ChartNumber=7`)).json.Data[0].Gender,
    ];
    expect(await said()).to.deep.equal([1, 'Female']);
    simulator.setSwitches({ searchGender: 'number' });
    expect(await said()).to.deep.equal([1, 1]);
    simulator.setSwitches({ searchGender: 'digit' });
    expect(await said()).to.deep.equal(['1', '1']);
    simulator.setSwitches({ searchGender: 'word' });
    expect(await said()).to.deep.equal(['Female', 'Female']);
  });

  it('of version 3 filters by dates of change and of the last scan', async () => {
    let now = Date.UTC(2026, 0, 5);
    const practice = await startPaired({ now: () => now, tokenLifetime: 1e9 });
    practice.base = `${practice.simulator.url}/us/third-party/v3`;
    practice.simulator.addPatient({ firstName: 'Old', lastName: 'Sample', chartNumber: '1' });
    now = Date.UTC(2026, 0, 8);
    practice.simulator.addOrder({ firstName: 'New', lastName: 'Sample', chartNumber: '2' });
    const find = async (query: string): Promise<string[]> =>
      ((await practice.get(`patients/search?${query}`)).json.Data ?? []).map((each: any) => each.FirstName);
    expect(await find('UpdatedDateFrom=2026-01-05')).to.deep.equal(['Old', 'New']);
    expect(await find('UpdatedDateTo=2026-01-08')).to.deep.equal(['Old']);
    expect(await find('LastScanDateFrom=2026-01-08')).to.deep.equal(['New']);
    expect(await find('LastScanDateTo=2026-01-08')).to.deep.equal([]);
  });
});

describe('simulated patient updates', () => {
  afterEach(stopAll);

  it('by id are 404 without a GUID, 400 with nothing to do or an unknown one', async () => {
    const practice = await withPeople();
    const patient = practice.simulator.patients()[0]!;
    const patch = (body: unknown): Promise<any> => practice.call('PATCH', 'patients', body);
    expect((await patch({ FirstName: 'X' })).status).to.equal(404);
    expect((await patch({ PatientId: patient.id })).status).to.equal(400);
    expect((await patch({ PatientId: '00000000-0000-4000-8000-000000000000', FirstName: 'X' })).status).to.equal(400);
    const done = await patch({ PatientId: patient.id, FirstName: 'Jack', ChartNumber: '999' });
    expect(done.json).to.include({ UID: patient.id, FirstName: 'Jack', LastName: 'Sample', ChartNumber: '999' });
  });

  it('by chart number are 400, 404, 409 with the list, or done', async () => {
    const practice = await withPeople();
    const patch = (body: unknown): Promise<any> => practice.call('PATCH', 'patient/by-chart-number', body);
    expect((await patch({ FirstName: 'X' })).status).to.equal(400);
    expect((await patch({ ChartNumber: '333' })).status).to.equal(400);
    expect((await patch({ ChartNumber: '333', Gender: 'Other' })).status).to.equal(400);
    expect((await patch({ ChartNumber: 'nobody', FirstName: 'X' })).status).to.equal(404);
    const several = await patch({ ChartNumber: '123', FirstName: 'X' });
    expect([several.status, several.json.length]).to.deep.equal([409, 2]);
    const done = await patch({
      ChartNumber: '333',
      LastName: 'Married',
      DateOfBirth: '1989-04-13T19:45:40.339Z',
      Gender: 'Female',
    });
    expect(done.json).to.include({ LastName: 'Married', Gender: 1, DateOfBirth: '1989-04-13T00:00:00.000' });
  });

  it('may keep a birth date that is stored, as a scan request does, and store one where there is none', async () => {
    const practice = await withPeople();
    const born = (dateOfBirth: string): Promise<any> =>
      practice.call('PATCH', 'patient/by-chart-number', { ChartNumber: '333', DateOfBirth: dateOfBirth });
    practice.simulator.setSwitches({ birthDateOnPatch: 'kept' });
    expect((await born('1989-04-13')).json.DateOfBirth).to.equal('1989-04-13T00:00:00.000');
    expect((await born('1990-01-01')).json.DateOfBirth).to.equal('1989-04-13T00:00:00.000');
    practice.simulator.setSwitches({ birthDateOnPatch: 'stored' });
    expect((await born('1990-01-01')).json.DateOfBirth).to.equal('1990-01-01T00:00:00.000');
  });

  it('by chart number may answer nothing, and the list of a 409 in Data', async () => {
    const practice = await withPeople();
    practice.simulator.setSwitches({ patchAnswer: 'nothing', conflictList: 'data' });
    const patch = (ChartNumber: string): Promise<any> =>
      practice.call('PATCH', 'patient/by-chart-number', { ChartNumber, FirstName: 'X' });
    const done = await patch('333');
    expect([done.status, done.bytes.length]).to.deep.equal([200, 0]);
    const several = await patch('123');
    expect([several.status, several.json.Data.length]).to.deep.equal([409, 2]);
  });
});
