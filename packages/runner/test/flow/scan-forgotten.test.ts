import { expect } from 'chai';
import { never, FlowBench } from './support/flow-bench.js';
import { setting, type Setting } from './support/one-order.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

/** The same clinic with a ledger that is older than all that came into the chart. */
async function older({ bench: before }: Setting): Promise<FlowBench> {
  const bench = await FlowBench.open();
  for (const [orderId, notes] of before.filed.orders) bench.filed.orders.set(orderId, notes);
  bench.build({ service: before.service, adapter: before.adapter });
  return bench;
}

describe('a scan of which the ledger forgot that it was filed', () => {
  after(closeTestLedger);

  const chart = ({ bench }: Setting): readonly string[] => [...bench.adapter.sink.chart.keys()];
  async function filed(): Promise<Setting> {
    const at = await setting();
    await at.bench.untilQuiet();
    return at;
  }
  function remodel({ bench, order }: Setting, text: string): void {
    bench.service.setAsset(order.orderId, 'export', { 'upper.stl': text });
    bench.service.changeOrder(order.orderId, { status: text });
  }

  it('is the same delivery again where its content is the same, whichever revision it was', async () => {
    const at = await filed();
    remodel(at, 'second');
    await at.bench.untilQuiet();
    const before = chart(at);
    const bench = await older(at);
    await bench.untilQuiet();
    expect(await bench.scan(at.order.orderId)).to.deep.include({ state: 'filed', revision: 2 });
    expect(chart(at)).to.deep.equal(before);
    expect([...at.bench.adapter.sink.deliveries.keys()]).to.have.length(2);
  });

  it('is a revision of its own where its content is new, and takes no place of another', async () => {
    const at = await filed();
    const before = chart(at);
    remodel(at, 'second');
    const bench = await older(at);
    await bench.untilQuiet();
    expect(await bench.scan(at.order.orderId)).to.deep.include({ state: 'filed', revision: 2 });
    expect(chart(at)).to.include.members(before);
    expect(
      chart(at)
        .filter((path) => !before.includes(path))
        .every((path) => path.includes('/r2/')),
    ).to.equal(true);
    expect(chart(at).some((path) => path.includes('/r2/'))).to.equal(true);
  });

  it('says that it stands in a chart already, where a person must say whose it is', async () => {
    const at = await setting();
    const { orderId } = at.bench.service.addOrder({ patient: samplePatient(9) });
    await at.bench.untilQuiet();
    await at.bench.scanDesk.assign(orderId, samplePatient(1));
    await at.bench.untilQuiet();
    expect(await at.bench.scan(orderId)).to.include({ state: 'filed' });
    const bench = await older(at);
    await bench.untilQuiet();
    const scan = await bench.scan(orderId);
    expect(scan).to.include({ state: 'review' });
    expect(scan?.doubts).to.include('filed-forgotten');
  });

  it('is put back by no rule where a person had taken it out, and comes back where a person says so', async () => {
    const at = await filed();
    await at.bench.scanDesk.withdraw(at.order.orderId);
    await at.bench.flows.workScans.run(never);
    expect(chart(at)).to.deep.equal([]);
    const bench = await older(at);
    await bench.untilQuiet();
    const scan = await bench.scan(at.order.orderId);
    expect([scan.state, scan.problem?.code]).to.deep.equal(['review', 'SCAN_TAKEN_BACK']);
    expect(chart(at)).to.deep.equal([]);
    await bench.scanDesk.assign(at.order.orderId, samplePatient(1));
    await bench.untilQuiet();
    expect((await bench.scan(at.order.orderId)).state).to.equal('filed');
    expect(chart(at)).to.satisfy((paths: string[]) => paths.length > 0 && paths.every((path) => path.includes('/r2/')));
  });
});
