import { RxId, type Patient, type ScanOrder } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { DAY, MINUTE } from './support/sample-policy.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const ANNA = samplePatient(1, { dateOfBirth: '1980-02-03' });
const BERTA = samplePatient(2, { dateOfBirth: '1991-06-06' });

async function open(...patients: readonly Patient[]): Promise<FlowBench> {
  const bench = await FlowBench.open();
  for (const patient of patients) bench.adapter.patients.put(patient);
  return bench;
}

/** Why a scan waits, and who may be meant and why not. */
async function shown(bench: FlowBench, { orderId }: ScanOrder) {
  const { state, doubts, candidates = [] } = await bench.scan(orderId);
  return [state, doubts, Object.fromEntries(candidates.map(({ patient, reasons }) => [patient.ref, reasons]))];
}

const downloads = ({ service }: FlowBench): number =>
  service.calls.filter((call) => call.startsWith('openAsset')).length;

describe('the review inbox says why', () => {
  after(closeTestLedger);

  const STARTED: readonly (readonly [string, Partial<ScanOrder>, readonly string[], object])[] = [
    [
      'another name',
      { patient: { ...ANNA, firstName: 'Ann' } },
      ['scanner-started'],
      { P1: ['chart-number-equal', 'name-differs'] },
    ],
    [
      'another chart number',
      { patient: { ...ANNA, chartNumber: '7' } },
      ['scanner-started'],
      { P1: ['chart-number-differs', 'name-equal'] },
    ],
    [
      'no chart number',
      { patient: { ...ANNA, chartNumber: ' ' } },
      ['scanner-started'],
      { P1: ['chart-number-blank', 'name-equal'] },
    ],
    [
      'no name',
      { patient: { chartNumber: ANNA.chartNumber, firstName: '', lastName: ' ' } },
      ['scanner-started'],
      { P1: ['chart-number-equal', 'name-blank'] },
    ],
    [
      'nobody whom the practice knows',
      { patient: { chartNumber: '7', firstName: 'No', lastName: 'Body' } },
      ['scanner-started', 'nobody-near'],
      {},
    ],
    [
      'an RX that is not ours',
      { rxId: RxId('11111111-1111-4111-8111-111111111111'), patient: { ...ANNA, firstName: 'Ann' } },
      ['rx-unknown'],
      { P1: ['chart-number-equal', 'name-differs'] },
    ],
  ];
  for (const [what, fields, doubts, candidates] of STARTED) {
    it(`of a scan with ${what}`, async () => {
      const bench = await open(ANNA, BERTA);
      const order = bench.service.addOrder(fields);
      await bench.untilQuiet();
      expect(await shown(bench, order)).to.deep.equal(['review', doubts, candidates]);
    });
  }

  it('of a scan on which two agree', async () => {
    const bench = await open(ANNA, { ...ANNA, ref: BERTA.ref });
    const order = bench.service.addOrder({ patient: ANNA });
    await bench.untilQuiet();
    const agree = { P1: ['several-agree'], P2: ['several-agree'] };
    expect(await shown(bench, order)).to.deep.equal(['review', ['scanner-started'], agree]);
  });

  it('of an RX of ours that came back with somebody else’s chart number, birth dates included', async () => {
    const bench = await open(ANNA, BERTA);
    bench.trigger.say(wanted(sampleRx('A', 1, { patientDetails: ANNA })));
    await bench.untilQuiet();
    const order = bench.service.scan(bench.service.open[0]!.rxId, {
      patient: { ...ANNA, chartNumber: BERTA.chartNumber },
    });
    await bench.untilQuiet();
    expect(await shown(bench, order)).to.deep.equal([
      'review',
      ['rx-own'],
      {
        P1: ['rx-sent-for', 'chart-number-differs', 'name-equal', 'birth-date-equal'],
        P2: ['chart-number-equal', 'name-differs', 'birth-date-differs'],
      },
    ]);
    const why = (await bench.scan(order.orderId)).candidates?.map((candidate) => candidate.why);
    expect(why?.[1]).to.equal(
      'The chart number agrees. The name differs. The birth date is another than that of the RX.',
    );
  });

  it('of a scan that was filed and names somebody else', async () => {
    const bench = await open(ANNA, BERTA);
    const order = bench.service.addOrder({ patient: ANNA });
    await bench.untilQuiet();
    bench.service.changeOrder(order.orderId, { patient: BERTA, status: 'Lab Review' });
    await bench.untilQuiet();
    expect(await shown(bench, order)).to.deep.equal([
      'review',
      ['names-another'],
      {
        P2: ['names-now', 'chart-number-equal', 'name-equal'],
        P1: ['filed-before', 'chart-number-differs', 'name-differs'],
      },
    ]);
  });

  it('of a scan that a person took back', async () => {
    const bench = await open(ANNA);
    const order = bench.service.addOrder({ patient: ANNA });
    await bench.untilQuiet();
    await bench.scanDesk.withdraw(order.orderId);
    await bench.untilQuiet();
    const from = { P1: ['taken-from', 'chart-number-equal', 'name-equal'] };
    expect(await shown(bench, order)).to.deep.equal(['review', ['taken-back'], from]);
  });
});

describe('a scan in the review inbox', () => {
  after(closeTestLedger);

  it('is filed by rule once the practice knows its patient, and is not fetched before', async () => {
    const bench = await open(BERTA);
    const order = bench.service.addOrder({ patient: ANNA });
    await bench.untilQuiet();
    expect(await shown(bench, order)).to.deep.equal(['review', ['scanner-started', 'nobody-near'], {}]);
    bench.adapter.patients.put({ ...ANNA, firstName: 'Ann' });
    await bench.round();
    expect((await shown(bench, order))[2]).to.deep.equal({ P1: ['chart-number-equal', 'name-differs'] });
    expect(downloads(bench)).to.equal(0);
    bench.adapter.patients.put(ANNA);
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', match: 'chart-and-name' });
    expect((await bench.scan(order.orderId)).doubts).to.equal(undefined);
  });

  it('is not written again where nothing is new, and one that waits for nothing keeps no lane busy', async () => {
    const bench = await open(BERTA);
    const order = bench.service.addOrder({ patient: { ...BERTA, firstName: 'Other' } });
    await bench.untilQuiet();
    const { version } = await bench.scan(order.orderId);
    await bench.clock.advance(20 * MINUTE);
    await bench.flows.matchAgain.run(never);
    expect((await bench.scan(order.orderId)).version).to.equal(version);
    expect(await bench.nextDueAt()).to.equal(undefined);
  });

  it('is filed by rule once its chart number was put right at the cloud, whose files did not change', async () => {
    const bench = await open(ANNA);
    const order = bench.service.addOrder({ patient: { ...ANNA, chartNumber: '' } });
    await bench.untilQuiet();
    bench.service.changeOrder(order.orderId, { patient: ANNA });
    await bench.flows.pollOrders.run(bench.pairing, never);
    await bench.flows.workScans.run(never);
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', match: 'chart-and-name' });
  });

  it('that was filed for somebody goes by rule to nobody else, and on where it names them again', async () => {
    const bench = await open(ANNA, BERTA);
    const order = bench.service.addOrder({ patient: ANNA });
    await bench.untilQuiet();
    bench.service.setAsset(order.orderId, 'export', { 'u.stl': 'newer' });
    bench.service.changeOrder(order.orderId, { patient: BERTA, status: 'Lab Review' });
    await bench.untilQuiet();
    bench.service.changeOrder(order.orderId, { notes: 'changed again' });
    await bench.clock.advance(DAY);
    await bench.untilQuiet();
    await bench.scanDesk.retry(order.orderId);
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('review');
    bench.service.changeOrder(order.orderId, { patient: ANNA });
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', revision: 2 });
    expect([...bench.adapter.sink.deliveries.values()].map(({ patient }) => patient.ref)).to.deep.equal(['P1', 'P1']);
  });

  it('that a person assigned and that names somebody else before it is filed goes by rule to nobody', async () => {
    const bench = await open(ANNA, BERTA);
    const order = bench.service.addOrder({ patient: { ...ANNA, chartNumber: '' } });
    await bench.untilQuiet();
    await bench.scanDesk.assign(order.orderId, ANNA);
    bench.service.changeOrder(order.orderId, { patient: BERTA });
    await bench.clock.advance(20 * MINUTE);
    await bench.untilQuiet();
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('review');
    expect([...bench.adapter.sink.deliveries.keys()]).to.deep.equal([]);
  });

  it('goes to the patient whom the first of two people chose, and the same choice twice is one', async () => {
    const bench = await open(ANNA, BERTA);
    const order = bench.service.addOrder({ patient: { ...ANNA, chartNumber: '' } });
    await bench.untilQuiet();
    const [one, two] = await Promise.all([
      bench.scanDesk.assign(order.orderId, ANNA),
      bench.scanDesk.assign(order.orderId, BERTA),
    ]);
    expect([one.kind, two.kind].toSorted()).to.deep.equal(['done', 'refused']);
    const chosen = one.kind === 'done' ? ANNA : BERTA;
    expect(await bench.scanDesk.assign(order.orderId, chosen)).to.deep.include({ kind: 'done', unchanged: true });
    await bench.untilQuiet();
    expect(await bench.scanDesk.assign(order.orderId, chosen)).to.deep.include({ kind: 'done', unchanged: true });
    const late = await bench.scanDesk.assign(order.orderId, chosen === ANNA ? BERTA : ANNA);
    expect(late).to.deep.equal({
      kind: 'refused',
      why: `The scan was assigned to patient ${chosen.ref} and is filed.`,
    });
    expect((await bench.ledger.audit(0)).filter(({ action }) => action === 'scan assigned')).to.have.length(1);
    expect(bench.adapter.sink.calls).to.deep.equal([`${order.orderId}/r1`]);
  });
});
