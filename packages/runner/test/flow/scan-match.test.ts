import { PatientRef, RxId, RxKey, type Patient, type PatientSource, type ScanOrder } from '@chairside/core';
import { MatchScan } from '@chairside/core/flow';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { HOUR } from './support/sample-policy.js';
import { samplePatient, sampleRx, seedRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEY = RxKey('A');
const ANNA = samplePatient(1, { firstName: 'Änna-Marie', lastName: "O'Sample" });
const BERTA = samplePatient(2);

/** Whose the scan is, by which rule; or what a person is shown. */
async function matched(bench: FlowBench, order: ScanOrder, patients?: PatientSource | 'none') {
  const source = patients === 'none' ? undefined : (patients ?? bench.adapter.patients);
  const match = await new MatchScan(source, bench.ledger, bench.clock).match(order, never);
  return match.kind === 'matched'
    ? `${match.patient.ref} ${match.reason}`
    : match.candidates.map(({ patient }) => patient.ref).join(' ');
}

/** A bench on which Anna and Berta are known and an RX for Anna is on the scanner. */
async function benchWithRx(): Promise<FlowBench> {
  const bench = await FlowBench.open();
  bench.adapter.patients.put(ANNA);
  bench.adapter.patients.put(BERTA);
  bench.trigger.say(wanted(sampleRx('A', 1, { patientDetails: ANNA })));
  await bench.untilQuiet();
  return bench;
}

type Fields = Partial<Patient>;

describe('whose scan it is', () => {
  after(closeTestLedger);

  const OWN: readonly (readonly [string, Fields, string])[] = [
    ['as it was sent', {}, 'P1 own-rx'],
    ['with a name that only looks different', { firstName: 'ÄNNA MARIE', lastName: 'OSample ' }, 'P1 own-rx'],
    ['with another chart number', { chartNumber: '7777' }, 'P1'],
    ['with another name', { firstName: 'Anna', lastName: 'Other' }, 'P1'],
    ['without a chart number', { chartNumber: ' ' }, 'P1'],
    ['with chart number and name of somebody else', BERTA, 'P2 chart-and-name'],
    ['with only the chart number of somebody else', { chartNumber: BERTA.chartNumber }, 'P1 P2'],
  ];
  for (const [name, fields, expected] of OWN) {
    it(`of our own RX, ${name}`, async () => {
      const bench = await benchWithRx();
      const order = bench.service.scan(bench.service.open[0]!.rxId, { patient: { ...ANNA, ...fields } });
      expect(await matched(bench, order)).to.equal(expected);
      expect(await bench.rx(KEY)).to.deep.include({ state: 'scanned', orderId: order.orderId });
    });
  }

  describe('of our own RX, where the cloud was told another name since', () => {
    const RENAMED = { ...ANNA, firstName: 'Other', lastName: 'Married' };
    const TOLD: readonly (readonly [string, Patient, Fields, string])[] = [
      ['is the patient’s by that name', RENAMED, RENAMED, 'P1 own-rx'],
      ['is the patient’s by the name that was sent, too', RENAMED, {}, 'P1 own-rx'],
      ['is nobody’s by another name', RENAMED, { firstName: 'Third' }, 'P1'],
      ['is nobody’s by that name with another chart number', RENAMED, { ...RENAMED, chartNumber: '7777' }, 'P1'],
      ['is nobody’s where the number was changed with the name', { ...RENAMED, chartNumber: '7777' }, RENAMED, 'P1'],
      [
        'is nobody’s by the number that was changed since',
        { ...RENAMED, chartNumber: '7777' },
        { ...RENAMED, chartNumber: '7777' },
        'P1',
      ],
      ['is nobody’s where somebody else was told so', { ...RENAMED, ref: BERTA.ref }, RENAMED, 'P1'],
    ];
    for (const [name, told, fields, expected] of TOLD) {
      it(name, async () => {
        const bench = await benchWithRx();
        const record = await bench.patient(ANNA.ref);
        const before = told.ref === ANNA.ref ? record : { ...record, ref: told.ref, version: 0 };
        await bench.ledger.commit({ patients: [{ ...before, told }] });
        const order = bench.service.scan(bench.service.open[0]!.rxId, { patient: { ...ANNA, ...fields } });
        expect(await matched(bench, order)).to.equal(expected);
      });
    }

    it('settles no RX in doubt by it', async () => {
      const bench = await benchWithRx();
      await bench.ledger.commit({ patients: [{ ...(await bench.patient(ANNA.ref)), told: RENAMED }] });
      await seedRx(bench.ledger, 'in-doubt', sampleRx('D', 1, { patientDetails: ANNA }));
      const rxId = RxId('22222222-2222-4222-8222-222222222222');
      await matched(bench, bench.service.addOrder({ rxId, patient: RENAMED, doctorId: 77 }));
      expect((await bench.rx(RxKey('D'))).state).to.equal('in-doubt');
    });
  });

  const FOREIGN: readonly (readonly [string, Fields, readonly Patient[], string])[] = [
    ['that agrees with exactly one', BERTA, [], 'P2 chart-and-name'],
    ['that agrees with nobody', { chartNumber: '1', firstName: 'No', lastName: 'Body' }, [], ''],
    ['that agrees with one in the name only', { ...BERTA, chartNumber: '1' }, [], 'P2'],
    ['without a chart number, though the name fits', { ...BERTA, chartNumber: '' }, [], 'P2'],
    ['where several agree in both', BERTA, [{ ...BERTA, ref: PatientRef('P3') }], 'P2 P3'],
    [
      'where nobody has a chart number, nor has the scan',
      { ...BERTA, chartNumber: '' },
      [{ ...BERTA, chartNumber: '' }],
      'P2',
    ],
    ['with no name at all', { chartNumber: BERTA.chartNumber, firstName: '', lastName: '' }, [], 'P2'],
  ];
  for (const [name, fields, others, expected] of FOREIGN) {
    it(`started on the scanner, ${name}`, async () => {
      const bench = await FlowBench.open();
      for (const patient of [ANNA, BERTA, ...others]) bench.adapter.patients.put(patient);
      const order = bench.service.addOrder({ patient: { ...BERTA, ...fields } });
      const candidates = await matched(bench, order);
      expect(candidates).to.equal(expected);
    });
  }

  it('is nobody’s without a roster, unless the RX is ours', async () => {
    const bench = await benchWithRx();
    expect(await matched(bench, bench.service.addOrder({ patient: BERTA }), 'none')).to.equal('');
    const own = new MatchScan(undefined, bench.ledger, bench.clock);
    const match = await own.match(bench.service.scan(bench.service.open[0]!.rxId), never);
    expect(match).to.deep.include({ kind: 'matched', patient: ANNA, reason: 'own-rx' });
  });

  it('is asked of a person with what the DPMS says is special about a record', async () => {
    const bench = await FlowBench.open();
    const source: PatientSource = {
      byRef: async () => undefined,
      search: async () => ({ kind: 'ambiguous', patients: [BERTA, { ...ANNA, remark: 'This record is a clone.' }] }),
    };
    const match = await new MatchScan(source, bench.ledger, bench.clock).match(bench.service.addOrder({}), never);
    const several = 'Several patients have this chart number and name.';
    expect(match).to.deep.include({
      kind: 'unmatched',
      candidates: [
        { patient: BERTA, reasons: ['several-agree'], why: several },
        { patient: ANNA, reasons: ['several-agree'], why: `${several} This record is a clone.` },
      ],
    });
  });

  it('is decided by the rule, not by an adapter that lies', async () => {
    const bench = await FlowBench.open();
    const lying: PatientSource = {
      byRef: async () => undefined,
      search: async () => ({ kind: 'found', patient: ANNA }),
    };
    expect(await matched(bench, bench.service.addOrder({ patient: BERTA }), lying)).to.equal('P1');
    expect(await matched(bench, bench.service.addOrder({ patient: { ...ANNA, chartNumber: '' } }), lying)).to.equal(
      'P1',
    );
  });

  it('goes to the one who remains of two merged patients', async () => {
    const bench = await benchWithRx();
    bench.adapter.patients.merge(ANNA.ref, BERTA.ref);
    expect(await matched(bench, bench.service.scan(bench.service.open[0]!.rxId))).to.equal('P2 own-rx');
  });
});

describe('an RX in doubt', () => {
  after(closeTestLedger);

  const rxId = RxId('11111111-1111-4111-8111-111111111111');
  const doubtful = (bench: FlowBench, key: string, patient: Patient, sentAt = bench.clock.now()) =>
    seedRx(bench.ledger, 'in-doubt', sampleRx(key, 1, { patient: patient.ref, patientDetails: patient }), { sentAt });

  async function bench(): Promise<FlowBench> {
    const opened = await FlowBench.open();
    opened.adapter.patients.put(ANNA);
    opened.adapter.patients.put(BERTA);
    return opened;
  }

  it('is settled by an order with an unknown id and its chart number, name and doctor', async () => {
    const at = await bench();
    await doubtful(at, 'A', ANNA);
    await doubtful(at, 'B', BERTA);
    const order = at.service.addOrder({ rxId, patient: ANNA, doctorId: 77 });
    expect(await matched(at, order)).to.equal('P1 own-rx');
    expect(await at.rx(KEY)).to.deep.include({ state: 'scanned', orderId: order.orderId, rxId });
    expect((await at.rx(RxKey('B'))).state).to.equal('in-doubt');
  });

  for (const [name, fields, sentLater] of [
    ['of another doctor', { doctorId: 78 }, 0],
    ['of another chart number', { patient: { ...ANNA, chartNumber: '1' } }, 0],
    ['of another name', { patient: { ...ANNA, firstName: 'Other' } }, 0],
    ['without an RX id', { rxId: undefined }, 0],
    ['that was scanned long before it was sent', {}, HOUR],
  ] as const) {
    it(`is not settled by an order ${name}`, async () => {
      const at = await bench();
      await doubtful(at, 'A', ANNA, at.clock.now() + sentLater);
      await matched(at, at.service.addOrder({ rxId, patient: ANNA, doctorId: 77, ...fields }));
      expect((await at.rx(KEY)).state).to.equal('in-doubt');
    });
  }

  it('is settled though the scanner’s clock is some minutes behind', async () => {
    const at = await bench();
    await doubtful(at, 'A', ANNA, at.clock.now() + 5 * 60 * 1000);
    await matched(at, at.service.addOrder({ rxId, patient: ANNA, doctorId: 77 }));
    expect((await at.rx(KEY)).state).to.equal('scanned');
  });

  it('is not settled where two would fit', async () => {
    const at = await bench();
    await doubtful(at, 'A', ANNA);
    await doubtful(at, 'B', ANNA);
    expect(await matched(at, at.service.addOrder({ rxId, patient: ANNA, doctorId: 77 }))).to.equal('P1 chart-and-name');
    expect([(await at.rx(KEY)).state, (await at.rx(RxKey('B'))).state]).to.deep.equal(['in-doubt', 'in-doubt']);
  });

  it('that was changed to another patient meanwhile is filed for whom it was sent', async () => {
    const at = await bench();
    await doubtful(at, 'A', ANNA);
    at.trigger.say(wanted(sampleRx('A', 2)));
    await at.flows.readTrigger.run(never);
    expect(await matched(at, at.service.addOrder({ rxId, patient: ANNA, doctorId: 77 }))).to.equal('P1 own-rx');
    expect((await at.rx(KEY)).problem?.code).to.equal('RX_ALREADY_SCANNED');
  });
});
