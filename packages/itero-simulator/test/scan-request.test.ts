import { expect } from 'chai';
import { sampleRequest, startPaired, stopAll } from './support/practice.js';

describe('a simulated scan request', () => {
  afterEach(stopAll);

  it('is kept as it came, and becomes an order when it is scanned', async () => {
    const practice = await startPaired();
    const body = {
      ...sampleRequest,
      Gender: 'Female',
      DateOfBirth: '1980-02-03',
      labId: 9,
      procedureMapId: 30,
      Notes: 'note',
    };
    const rxId = await practice.request(body);
    expect(practice.simulator.rxs()).to.deep.equal([{ rxId, companyId: 5001, body, state: 'open' }]);
    expect((await practice.get(`orders/${rxId}`)).status).to.equal(404);
    const order = practice.simulator.scan(rxId);
    expect(practice.simulator.rxs()[0]).to.include({ state: 'scanned', orderId: order.orderId });
    const { Data } = (await practice.get(`orders/${rxId}`)).json;
    expect(Data).to.include({
      OrderId: order.orderId,
      RxId: rxId,
      PatientChartNumber: 'T-1',
      DoctorId: 77,
      LabId: 9,
      ProcedureName: 'Fixed Restorative',
      CaseType: 'Restorative',
      Notes: 'note',
      Status: 'Completed',
    });
    expect(() => practice.simulator.scan(rxId)).to.throw('scanned');
  });

  it('is refused with 400 for every wrong field', async () => {
    const practice = await startPaired();
    const wrong: readonly Record<string, unknown>[] = [
      { PatientChartNumber: '' },
      { PatientFirstName: undefined },
      { PatientLastName: '  ' },
      { DoctorId: 4711 },
      { DoctorId: '77' },
      { CompanyId: 5002 },
      { Gender: 'Other' },
      { Gender: 1 },
      { DateOfBirth: '03/02/1980' },
      { DateOfBirth: '1980-02-30' },
      { procedureMapId: 12 },
      { labId: 4711 },
      { Notes: 7 },
      { LabId: 9 },
    ];
    for (const fields of wrong) {
      const reply = await practice.post('scan-request', { ...sampleRequest, ...fields });
      expect(reply.status, JSON.stringify(fields)).to.equal(400);
      expect(reply.json).to.include({ Status: 0, Data: null });
    }
    expect((await practice.post('scan-request', [])).status).to.equal(400);
    expect(practice.simulator.rxs()).to.deep.equal([]);
  });

  it('takes every documented form of gender and date of birth', async () => {
    const practice = await startPaired();
    for (const Gender of ['Male', 'Female', 109, 102, null]) await practice.request({ Gender });
    for (const DateOfBirth of ['1980-02-03', '1980-02-03T00:00:00.000Z', null]) await practice.request({ DateOfBirth });
    expect(practice.simulator.rxs()).to.have.length(8);
  });

  it('finds the patient by both names and the chart number, else makes a new one', async () => {
    const practice = await startPaired();
    await practice.request({ DateOfBirth: '1980-02-03' });
    await practice.request({ DateOfBirth: '1990-09-09' });
    await practice.request({ PatientLastName: 'Renamed' });
    const patients = practice.simulator.patients();
    expect(patients.map(({ lastName, dateOfBirth }) => [lastName, dateOfBirth])).to.deep.equal([
      ['Sampleton', '1980-02-03'],
      ['Renamed', null],
    ]);
  });

  it('with updates renames the one holder of the chart number, and is 409 where there are several', async () => {
    const practice = await startPaired({ scenario: { switches: { patientUpdates: true } } });
    await practice.request();
    await practice.request({ PatientLastName: 'Renamed' });
    expect(practice.simulator.patients().map(({ lastName }) => lastName)).to.deep.equal(['Renamed']);
    practice.simulator.addPatient({ firstName: 'Other', lastName: 'Holder', chartNumber: 'T-1' });
    const reply = await practice.post('scan-request', sampleRequest);
    expect(reply.status).to.equal(409);
    expect(practice.simulator.rxs()).to.have.length(2);
  });

  it('is removed once; an unknown, a removed and a scanned one are 400', async () => {
    const practice = await startPaired();
    const rxId = await practice.request();
    const removed = await practice.call('DELETE', `scan-request/${rxId}`);
    expect([removed.status, removed.json]).to.deep.equal([200, { Data: rxId, Status: 1 }]);
    expect((await practice.call('DELETE', `scan-request/${rxId}`)).status).to.equal(400);
    expect((await practice.call('DELETE', 'scan-request/nonsense')).status).to.equal(400);
    const scanned = await practice.request();
    practice.simulator.scan(scanned);
    expect((await practice.call('DELETE', `scan-request/${scanned}`)).status).to.equal(400);
    expect(() => practice.simulator.scan(rxId)).to.throw('deleted');
  });
});
