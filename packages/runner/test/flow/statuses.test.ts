import { type OrderId, type OrderStage, type ScanStatus } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { DAY, HOUR } from './support/sample-policy.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const SENT_BACK = { status: 'Scanning', stage: 'sent-back' } as const;
const AVAILABLE = { status: 'Completed', stage: 'available' } as const;

describe('the statuses of an order', () => {
  let bench: FlowBench;
  let orderId: OrderId;

  /** One order of a known patient, in the chart. */
  beforeEach(async () => {
    bench = await FlowBench.open();
    bench.adapter.patients.put(samplePatient(1));
    ({ orderId } = bench.service.addOrder({ patient: samplePatient(1), ...AVAILABLE }));
    await bench.untilQuiet();
  });
  after(closeTestLedger);

  const change = async (status: string, stage?: OrderStage, content?: string): Promise<void> => {
    bench.service.changeOrder(orderId, { status, stage });
    if (content !== undefined) bench.service.setAsset(orderId, 'export', { 'upper.stl': content });
    await bench.untilQuiet();
  };
  const told = (): readonly ScanStatus[] =>
    bench.adapter.status.told.filter((update): update is ScanStatus => update.kind === 'scan');
  const warnings = () => bench.logger.lines.filter((line) => line.fields.code === 'SCAN_SENT_BACK');
  const sentBack = async (): Promise<readonly OrderId[]> =>
    (await bench.ledger.scans.sentBack(10)).map((record) => record.orderId);

  for (const [status, stage] of [
    ['iTero Modeling', 'modelling'],
    ['iTero Milling', 'milling'],
    ['Exporting to Doctor Site', 'exporting'],
    ['Align Production', 'in-production'],
    ['Sent to the Moon', undefined],
  ] as const) {
    it(`stores and tells ${status}, and changes nothing in the chart while the content is equal`, async () => {
      await change(status, stage);
      const scan = await bench.scan(orderId);
      expect(scan).to.deep.include({ state: 'filed', revision: 1 });
      expect([scan.order.status, scan.order.stage]).to.deep.equal([status, stage]);
      expect(told().at(-1)).to.deep.include({ state: 'filed', revision: 1 }).and.to.not.have.property('sentBackAt');
      expect(told().at(-1)?.order.status).to.equal(status);
      expect(await bench.ledger.scans.revisions(orderId)).to.have.length(1);
      expect(await sentBack()).to.deep.equal([]);
    });
  }

  it('makes a revision of what modelling or interpretation brought, and none where it brought nothing', async () => {
    await change('Lab Review', 'lab-review', 'modelled');
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 2 });
    await change('iTero Modeling', 'modelling');
    await change('Lab Review', 'lab-review');
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 2 });
  });

  it('makes a revision of a rescan', async () => {
    await change('Scanning', 'sent-back');
    bench.service.changeOrder(orderId, { ...AVAILABLE, scannedAt: new Date(bench.clock.now()).toISOString() });
    bench.service.setAsset(orderId, 'export', { 'upper.stl': 'scanned again' });
    await bench.untilQuiet();
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 2 });
  });

  it('raises once that the lab sent the case back, until the case goes on', async () => {
    const before = bench.clock.now();
    await change('Scanning', 'sent-back');
    const { sentBackAt } = await bench.scan(orderId);
    expect(sentBackAt).to.be.at.least(before);
    expect(await sentBack()).to.deep.equal([orderId]);
    expect(warnings().map(({ level, fields }) => [level, fields.orderId])).to.deep.equal([['warn', orderId]]);
    expect(told().at(-1)).to.deep.include({ state: 'filed', sentBackAt });

    await bench.clock.advance(HOUR);
    bench.service.changeOrder(orderId, { notes: 'the margin is not clear' });
    await bench.untilQuiet();
    expect((await bench.scan(orderId)).sentBackAt).to.equal(sentBackAt);
    expect(warnings()).to.have.length(1);

    await change('Completed', 'available');
    expect((await bench.scan(orderId)).sentBackAt).to.equal(undefined);
    expect(await sentBack()).to.deep.equal([]);
    expect(told().at(-1)).to.deep.include({ state: 'filed' }).and.to.not.have.property('sentBackAt');
    await change('Scanning', 'sent-back');
    expect(warnings()).to.have.length(2);
  });

  it('raises it for a case that was sent back before it was first listed', async () => {
    const known = bench.service.addOrder({ patient: samplePatient(1), ...SENT_BACK });
    const nobody = bench.service.addOrder({ patient: samplePatient(9), ...SENT_BACK });
    await bench.untilQuiet();
    expect(await sentBack()).to.have.members([known.orderId, nobody.orderId]);
    expect(warnings()).to.have.length(2);
    expect((await bench.scan(nobody.orderId)).state).to.equal('review');
  });

  it('tells the files in the chart also while the order is fetched again', async () => {
    const { files } = told().at(-1)!;
    expect(files).to.not.deep.equal([]);
    bench.adapter.status.told.length = 0;
    await change('iTero Modeling', 'modelling');
    expect(told().map(({ state }) => state)).to.deep.equal(['listed', 'downloading', 'verified', 'filed']);
    for (const update of told()) expect(update.files).to.deep.equal(files);
  });

  it('learns from the sweep that an order of weeks ago was sent back', async () => {
    await bench.clock.advance(30 * DAY);
    await bench.untilQuiet();
    bench.service.changeOrder(orderId, SENT_BACK);
    await bench.clock.advance(DAY);
    await bench.untilQuiet();
    expect(await sentBack()).to.deep.equal([orderId]);
  });

  it('learns from the sweep the status of a dismissed scan, and does not take it up again', async () => {
    const { orderId: dismissed } = bench.service.addOrder({ patient: samplePatient(9), ...AVAILABLE });
    await bench.untilQuiet();
    await bench.scanDesk.dismiss(dismissed);
    await bench.clock.advance(30 * DAY);
    bench.service.changeOrder(dismissed, SENT_BACK);
    await bench.untilQuiet();
    const scan = await bench.scan(dismissed);
    expect([scan.state, scan.order.status, scan.dueAt]).to.deep.equal(['dismissed', 'Scanning', undefined]);
    expect(await sentBack()).to.deep.equal([dismissed]);
    expect(told().at(-1)).to.deep.include({ state: 'dismissed', sentBackAt: scan.sentBackAt });
  });

  it('learns from the sweep the status of a scan in the review inbox, which stays there', async () => {
    const waiting = bench.service.addOrder({ patient: samplePatient(9), ...AVAILABLE });
    await bench.untilQuiet();
    await bench.clock.advance(30 * DAY);
    bench.service.changeOrder(waiting.orderId, { status: 'Sent to the Moon', stage: undefined });
    await bench.untilQuiet();
    const scan = await bench.scan(waiting.orderId);
    expect([scan.state, scan.order.status]).to.deep.equal(['review', 'Sent to the Moon']);
  });

  it('learns from the sweep the status of a failed scan, and tries it once more', async () => {
    const failing = bench.service.addOrder({ patient: samplePatient(1), ...AVAILABLE });
    bench.service.setAsset(failing.orderId, 'export', 'not-ready');
    await bench.untilQuiet();
    expect((await bench.scan(failing.orderId)).state).to.equal('failed');
    await bench.clock.advance(30 * DAY);
    await bench.flows.pollOrders.run(bench.pairing, never);
    expect((await bench.scan(failing.orderId)).state).to.equal('failed');
    bench.service.changeOrder(failing.orderId, SENT_BACK);
    bench.service.setAsset(failing.orderId, 'export', { 'upper.stl': 'made at last' });
    await bench.clock.advance(DAY);
    await bench.untilQuiet();
    const scan = await bench.scan(failing.orderId);
    expect([scan.state, scan.order.status, scan.sentBackAt === undefined]).to.deep.equal(['filed', 'Scanning', false]);
  });
});
