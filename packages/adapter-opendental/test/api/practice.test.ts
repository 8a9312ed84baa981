import { PatientRef, type ScanDelivery } from '@chairside/core';
import { PracticeHands } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { createApiFiling, type ApiFiling } from '../../dist/api/create-api-filing.js';
import { errorOf } from '../support/error-of.js';
import { describeWithServer, openPractice, type OpenedPractice } from '../support/server.js';
import { ApiHouse, OPTIONS, signal } from './support/api-house.js';
import { KEYS } from './support/fake-api.js';

describeWithServer("filing by Open Dental's API for the patients of its database", () => {
  let house: ApiHouse;
  let practice: OpenedPractice;
  let hands: PracticeHands;
  let filing: ApiFiling;

  beforeEach(async () => {
    house = await ApiHouse.open();
    practice = await openPractice();
    hands = new PracticeHands(practice.practice);
    const host = { clock: house.clock };
    filing = createApiFiling({ baseUrl: house.api.baseUrl, ...KEYS }, OPTIONS, practice.openDental, host);
  });
  afterEach(() => house.close());

  /** A patient whom the API knows as well. */
  async function patient(last: string): Promise<number> {
    const number = await hands.addPatient({ last, first: 'Test' });
    house.api.patients.add(String(number));
    return number;
  }

  async function scanOf(number: number): Promise<ScanDelivery> {
    const scan = await house.scan();
    return { ...scan, patient: { ...scan.patient, ref: PatientRef(String(number)) } };
  }

  it('files in the chart of who remains after a merge', async () => {
    const [from, into] = [await patient('Example'), await patient('Sample')];
    await hands.mergePatients(from, into);
    const receipt = await filing.sink.deliver(await scanOf(from), signal);
    expect(house.descriptions(String(into))).to.have.length(4);
    expect(receipt.files.every(({ path }) => path.startsWith(`${into}/`))).to.equal(true);
  });

  it('calls nothing for a patient who was deleted', async () => {
    const number = await patient('Example');
    await hands.changePatient(number, { status: 'deleted' });
    const error = await errorOf(filing.sink.deliver(await scanOf(number), signal));
    expect(error?.code).to.equal('CHART_PATIENT_GONE');
    expect(house.api.calls).to.deep.equal([]);
  });

  it('is checked as it is configured', async () => {
    const findings = await filing.probe(signal);
    expect(findings.map(({ level, subject }) => `${subject} ${level}`)).to.deep.equal([
      'api ok',
      'files.category ok',
      'api.sftp warning',
    ]);
  });
});
