import { certify, MemoryPractice, referenceAdapter, type PracticeHands } from '@chairside/adapter-testkit';
import { defineAdapter, type AdapterPorts, type PatientRef } from '@chairside/core';
import { expect } from 'chai';

describe('a certificate', () => {
  it('says what was kept, and what was skipped and why', async () => {
    const certificate = await certify({
      adapter: referenceAdapter,
      practice: async () => new MemoryPractice('changes'),
      skip: { 'declares itself': 'its author says so' },
    });
    expect(certificate.passed).to.equal(true);
    const text = certificate.toString();
    expect(text).to.match(/^Chairside adapter certificate: reference\nadapter API 1\.0, \d{4}-\d\d-\d\d, Node \d+/);
    expect(text).to.contain('  kept     finds by chart number and name together');
    expect(text).to.contain('  skipped  declares itself: its author says so');
    expect(text).to.contain('the adapter has no rxTrigger.confirm');
    expect(text).to.contain('no module is named that another process could load');
    expect(text).to.match(/\nPASSED: \d+ kept, 0 broken, \d+ skipped$/);
  });

  it('of an adapter with one port alone names what is not there, in a line', async () => {
    const certificate = await certify({
      adapter: defineAdapter({
        ...referenceAdapter,
        create: async (options, host) => {
          const { patients, probe, close } = await referenceAdapter.create(options, host);
          return { patients, probe, close };
        },
      }),
      practice: async () => new MemoryPractice('changes'),
    });
    expect(certificate.passed, certificate.toString()).to.equal(true);
    expect(certificate.toString()).to.contain('\nsink: not checked, since the adapter has no sink\n');
  });

  it('names what an answer has that its type does not know, though the adapter goes by it', async () => {
    const text = await certificateOf({
      create: async (options, host) => {
        const { patients, ...ports } = await referenceAdapter.create(options, host);
        const byRef = async (ref: PatientRef, signal: AbortSignal) => {
          const patient = await patients!.byRef(ref, signal);
          return patient && ({ ...patient, dateOfBirth: null } as unknown as typeof patient);
        };
        return { ...ports, patients: { byRef, search: (scanned, signal) => patients!.search(scanned, signal) } };
      },
    });
    expect(text).to.match(
      /BROKEN .*: patients\.byRef answers what is not as its type says: dateOfBirth, expected string\n/,
    );
  });

  it('names a method that is missing, what create throws, and a version that no Chairside takes', async () => {
    const missing = await certificateOf({
      create: async (options, host) => {
        const { probe, ...ports } = await referenceAdapter.create(options, host);
        return ports as AdapterPorts & { probe: typeof probe };
      },
    });
    expect(missing).to.contain('BROKEN   declares itself: create answers something that has no probe\n');
    const thrown = await certificateOf({
      create: () => {
        throw new TypeError('no such table\nperson');
      },
    });
    expect(thrown).to.contain('BROKEN   declares itself: a call throws that should not: no such table\n');
    const version = await certificateOf({ apiVersion: '2.0' });
    expect(version).to.contain('BROKEN   declares itself: its apiVersion does not fit: it was written for version 2.0');
  });

  it('says so where the practice for the tests fails, and not the adapter', async () => {
    const failing = await certificateOf({}, (hands) =>
      Object.assign(hands, { addPatients: () => Promise.reject(new Error('no such column')) }),
    );
    expect(failing).to.contain(': addPatients of the practice for the tests fails: no such column\n');
    const missing = await certificateOf({}, (hands) => Object.assign(hands, { addPatients: undefined }));
    expect(missing).to.contain(': the practice for the tests has no addPatients\n');
    const options = await certificateOf({}, (hands) => Object.assign(hands, { options: { practise: 1 } }));
    expect(options).to.match(/: it refuses the options of the practice for the tests: .*\n/);
  });
});

type Reference = typeof referenceAdapter;

async function certificateOf(
  changed: Partial<Reference>,
  spoil: (hands: MemoryPractice) => PracticeHands = (hands) => hands,
): Promise<string> {
  const adapter = defineAdapter({ ...referenceAdapter, ...changed });
  const certificate = await certify({
    adapter,
    practice: async () => spoil(new MemoryPractice('changes')),
    patience: 100,
  });
  expect(certificate.passed).to.equal(false);
  return certificate.toString();
}
